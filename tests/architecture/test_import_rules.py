"""Each import rule bites: a violation planted in a copy of the tree is refused by name."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.local.place import CHECKOUT

PACKAGES = ("services", "chassis", "contracts", "deploy")


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of everything the rules speak of."""
    copy: Path = tmp_path_factory.mktemp("tree")
    shutil.copy(CHECKOUT / "pyproject.toml", copy)
    for package in PACKAGES:
        ignored = shutil.ignore_patterns("__pycache__", "static", "templates")
        shutil.copytree(CHECKOUT / package, copy / package, ignore=ignored)
    return copy


def verdict(tree: Path) -> tuple[int, str]:
    """Exit status and words of the linter, run in the copy."""
    program = Path(sys.executable).with_name("lint-imports")
    environment = {**os.environ, "PYTHONPATH": str(tree), "COLUMNS": "200"}
    done = subprocess.run(
        [program, "--no-cache"],
        cwd=tree,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_the_tree_keeps_every_rule(tree: Path) -> None:
    status, said = verdict(tree)
    assert status == 0, said


@pytest.mark.parametrize(
    ("module", "line", "rule"),
    [
        ("chassis/money.py", "import services.identity.models", "Services use the chassis"),
        (
            "services/movements/queries.py",
            "import services.identity.queries",
            "No service imports another",
        ),
        (
            "services/movements/queries.py",
            "import services.movements.use_cases.send_workbook",
            "Inside a service",
        ),
        ("services/movements/surprise.py", "", "Inside a service"),
        (
            "services/movements/use_cases/reject_batch.py",
            "import services.movements.use_cases.return_batch",
            "No use case imports another",
        ),
        (
            "services/movements/use_cases/reject_batch.py",
            "import fastapi",
            "Use cases know neither HTTP nor Kafka",
        ),
        (
            "services/movements/use_cases/reject_batch.py",
            "import faststream",
            "Use cases know neither HTTP nor Kafka",
        ),
        ("services/movements/rules/stops.py", "import chassis.clock", "Rules import nothing but"),
        ("services/movements/rules/stops.py", "import faststream", "Rules import nothing but"),
        (
            "chassis/messaging/loop.py",
            "import chassis.messaging.declaration",
            "A running service does not load FastStream",
        ),
        (
            "deploy/simulators/sms/app.py",
            "import chassis.money",
            "Simulators of outside parties",
        ),
    ],
)
def test_a_planted_violation_is_refused(tree: Path, module: str, line: str, rule: str) -> None:
    path = tree / module
    before = path.read_text() if path.exists() else None
    path.write_text(f"{before or ''}\n{line}\n")
    try:
        status, said = verdict(tree)
    finally:
        path.unlink() if before is None else path.write_text(before)
    assert status == 1, said
    broken = [text for text in said.splitlines() if "BROKEN" in text and rule in text]
    assert broken, said
