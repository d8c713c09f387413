"""`python -m tests.faults.proof [NAME…]`: each bug is planted in a copy of the tree, and caught."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from deploy.local.place import CHECKOUT
from tests.faults.proof.planted import PLANTED, Planted

COPIED = ("chassis", "contracts", "deploy", "docs", "services", "tests", "pyproject.toml")
LINKED = (".cache", "node_modules")
SECONDS_MAX = 1200
TOLD_LINES = 30


class NotPlanted(Exception):
    """What a bug changes does not stand in the tree as it did: make the patch anew."""


def plant(root: Path, bug: Planted) -> None:
    """Make a copy of the tree and change it."""
    ignored = shutil.ignore_patterns("__pycache__")
    for name in COPIED:
        source = CHECKOUT / name
        if source.is_dir():
            shutil.copytree(source, root / name, ignore=ignored)
        else:
            shutil.copy(source, root / name)
    for name in LINKED:
        if (CHECKOUT / name).exists():
            (root / name).symlink_to(CHECKOUT / name)
    applied = subprocess.run(
        ["git", "apply", str(bug.patch)], cwd=root, capture_output=True, text=True, check=False
    )
    if applied.returncode:
        raise NotPlanted(f"{bug.name}: {applied.stderr}")


def caught(bug: Planted) -> bool:
    """Whether the check fails, and says why."""
    with tempfile.TemporaryDirectory(prefix="daman-planted-") as folder:
        root = Path(folder)
        plant(root, bug)
        reports = ["--reports", folder] if "tests.faults.lab" in bug.command else []
        try:
            done = subprocess.run(
                [sys.executable, *bug.command, *reports],
                cwd=root,
                env={**os.environ, "PYTHONPATH": folder},
                capture_output=True,
                text=True,
                timeout=SECONDS_MAX,
                check=False,
            )
        except subprocess.TimeoutExpired:
            print(f"    no verdict within {SECONDS_MAX} s")
            return False
        seen = [line for line in (done.stdout + done.stderr).splitlines() if bug.sees in line]
        if done.returncode == 0 or not seen:
            print(*done.stdout.splitlines()[-TOLD_LINES:], *done.stderr.splitlines()[-3:], sep="\n")
            return False
        print(f"    {seen[0][:160]}")
        return True


def main() -> int:
    """All of them, or those named; 0 if each was caught."""
    wanted = [bug for bug in PLANTED if not sys.argv[1:] or bug.name in sys.argv[1:]]
    count = 0
    for number, bug in enumerate(wanted, start=1):
        print(f"{number}. {bug.name}", flush=True)
        found = caught(bug)
        count += found
        print(f"    {'caught' if found else 'NOT CAUGHT'}", flush=True)
    print(f"{count} of {len(wanted)} planted bugs caught")
    return 0 if count == len(wanted) else 1


if __name__ == "__main__":
    sys.exit(main())
