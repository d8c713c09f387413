"""Five thousand times written here and read there: no answer that says fresh is stale."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest

from chassis import freshness
from tests.conftest import OpenDatabase
from tests.faults.freshness.house import open_house
from tests.faults.freshness.pairs import Tally, run

pytestmark = pytest.mark.proof

PAIRS, SEED = 5_000, 1
PAIRS_UNTIL_FOUND = 200


async def tally_of(database: OpenDatabase, pairs: int) -> Tally:
    movements, payroll = await database("movements"), await database("payroll")
    async with open_house(movements, payroll, seed=SEED) as house:
        return await run(house, pairs, SEED)


async def test_what_is_said_to_be_fresh_contains_what_was_written(database: OpenDatabase) -> None:
    tally = await tally_of(database, PAIRS)
    assert tally.untrue == [], f"seed {SEED}: {tally}"
    assert set(tally.said) == {"fresh", "behind", "blocked"}, "the lag was never beyond patience"


async def _nobody_waits(*_: object, **__: object) -> freshness.State:
    return "fresh"


def _last_of_topic(positions: Mapping[tuple[str, str], UUID]) -> str:
    return ", ".join(
        f"{topic}={event}" for topic, event in {t: e for (t, _), e in positions.items()}.items()
    )


BUGS: dict[str, tuple[str, Any]] = {
    "nobody waits": ("wait", _nobody_waits),
    "one position a topic, whatever the key": ("write", _last_of_topic),
}


@pytest.mark.parametrize("bug", BUGS)
async def test_a_stale_read_would_be_found_out(
    database: OpenDatabase, monkeypatch: pytest.MonkeyPatch, bug: str
) -> None:
    monkeypatch.setattr(freshness, *BUGS[bug])
    assert (await tally_of(database, PAIRS_UNTIL_FOUND)).untrue
