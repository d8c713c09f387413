"""The main job on the real parts: as it is, again, and while a different part is killed."""

import re

import pytest

from deploy.demo.story import STORY
from tests.journeys.conftest import Stack

pytestmark = pytest.mark.stack

STEPS = len(STORY)
PARTS = [
    "billing",
    "movements",
    "kafka",
    "postgres",
    "identity",
    "letters",
    "notifications",
    "gateway",
    "payroll",
]
TOLD = re.compile(r"\d+\. (?!FAILED)")


def told(stack: Stack, *words: str) -> list[str]:
    """The steps as the demo tells them; every one must have been told."""
    done = stack.run("deploy.demo", *words, seconds=600)
    assert done.returncode == 0, done.stdout + done.stderr
    steps = [line for line in done.stdout.splitlines() if TOLD.match(line)]
    assert len(steps) == STEPS
    return steps


def test_the_main_job_can_be_done_any_number_of_times(stack: Stack) -> None:
    first, again = told(stack), told(stack)
    assert "108.750" in first[5]
    assert "113.750" in again[5]


@pytest.mark.parametrize("turn", range(3))
def test_the_main_job_survives_a_death_in_every_step(stack: Stack, turn: int) -> None:
    """Another part dies in each step; each turn begins with another part."""
    first = turn * len(PARTS) // 3
    told(stack, "--kill", ",".join(PARTS[first:] + PARTS[:first]))


def test_a_second_start_finds_it_running(stack: Stack) -> None:
    again = stack.run("deploy.local", "up")
    assert again.returncode == 0
    assert "Already running." in again.stdout


def test_the_status_names_every_part(stack: Stack) -> None:
    status = stack.run("deploy.local", "status")
    assert status.returncode == 0, status.stdout
    assert "movements" in status.stdout
