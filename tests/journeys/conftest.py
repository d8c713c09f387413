"""A whole stack of its own for the journeys: started once, removed at the end."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy.demo.visitor import Visitor
from deploy.local.machine import free_base
from deploy.local.place import CHECKOUT, Place, python


@dataclass(frozen=True)
class Stack:
    """A running stack and how its commands are called."""

    place: Place

    def run(self, *words: str, seconds: int = 300) -> "subprocess.CompletedProcess[str]":
        """A command of the repository against this stack; what it said is in the result."""
        environment = {**os.environ, **self.place.environment}
        return subprocess.run(
            python("-m", *words),
            cwd=CHECKOUT,
            env=environment,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )


@contextmanager
def stack_in(folder: Path) -> Iterator[Stack]:
    """A stack that keeps its state in a folder."""
    made = Stack(Place(folder / "state", CHECKOUT / ".cache", free_base()))
    started = made.run("deploy.local", "up", seconds=900)
    assert started.returncode == 0, started.stdout + started.stderr
    yield made
    made.run("deploy.local", "clean")


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    with stack_in(tmp_path_factory.mktemp("stack")) as made:
        yield made


@pytest.fixture(scope="session")
def signed_in(stack: Stack) -> dict[str, Visitor]:
    """Members of staff of the stack by login id: a session serves several journeys."""
    return {}
