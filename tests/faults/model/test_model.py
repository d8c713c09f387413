"""In ten thousand worlds nothing is lost and nothing doubled; with a rule broken it soon is."""

import pytest

from tests.faults.model import rules
from tests.faults.model.invariants import broken
from tests.faults.model.rules import Rules
from tests.faults.model.world import World

SEEDS = 10_000
CAUGHT_WITHIN = 500
"""So many seeds at most until a broken rule shows."""


def first_failing(played: Rules, seeds: int) -> tuple[int, list[str]] | None:
    """The first seed in which an invariant breaks, and which."""
    for seed in range(seeds):
        found = broken(World(seed, played).run())
        if found:
            return seed, found
    return None


def test_nothing_is_lost_and_nothing_doubled_in_ten_thousand_worlds() -> None:
    failed = first_failing(Rules(), SEEDS)
    if failed is not None:
        seed, found = failed
        pytest.fail(f"seed {seed}: {found}\nrerun: .venv/bin/python -m tests.faults.model {seed}")


@pytest.mark.parametrize("rule", rules.NAMES)
def test_a_broken_rule_is_found_out(rule: str) -> None:
    assert first_failing(rules.without(rule), CAUGHT_WITHIN) is not None, f"without {rule}: unseen"


def test_a_world_is_the_same_each_time() -> None:
    one, again = (World(31, telling=True).run().story for _ in range(2))
    assert one == again
