"""The planted bugs still fit the tree: a change of the chassis takes its patch along."""

import subprocess

import pytest

from deploy.local.place import CHECKOUT
from tests.faults.proof.planted import BUGS, PLANTED, Planted


@pytest.mark.parametrize("bug", PLANTED, ids=lambda one: one.name)
def test_it_can_be_planted(bug: Planted) -> None:
    done = subprocess.run(
        ["git", "apply", "--check", str(bug.patch)],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_every_patch_is_planted() -> None:
    assert {one.patch for one in PLANTED} == set(BUGS.glob("*.patch"))
