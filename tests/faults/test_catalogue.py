"""A boundary that nobody dies at is found by the scan of the source."""

import shutil
from collections import Counter
from pathlib import Path

import pytest

from deploy.local.place import CHECKOUT
from tests.faults.catalogue import CATALOGUE, ELSEWHERE, READS, rounds
from tests.faults.scan import TREES, places

KNOWN = {*CATALOGUE, *ELSEWHERE, *READS}


def unknown(found: Counter[str]) -> set[str]:
    return set(found) - KNOWN


def test_every_boundary_of_the_source_has_its_deaths() -> None:
    found = places()
    assert unknown(found) == set(), "a new boundary: give it a trap in tests/faults/catalogue.py"
    assert set(found) >= KNOWN, f"gone from the source: {KNOWN - set(found)}"


def test_a_function_with_two_boundaries_of_a_kind_has_two_deaths() -> None:
    few = {
        place: count
        for place, count in places().items()
        if place in CATALOGUE and len(CATALOGUE[place]) < count
    }
    assert few == {}


def test_every_trap_is_set_once() -> None:
    wanted = {trap for traps in CATALOGUE.values() for trap in traps}
    told = Counter(trap for one in rounds() for trap in one)
    assert wanted <= set(told)
    assert all(len({trap.service for trap in one}) == len(one) for one in rounds())


def test_the_tests_that_die_elsewhere_are_there() -> None:
    assert {name for name in ELSEWHERE.values() if not Path(__file__).with_name(name).exists()} == (
        set()
    )


@pytest.mark.parametrize(
    "planted",
    [
        "async def hold(run):\n    async with run.step() as work:\n        pass\n",
        "async def pay(session):\n    await session.commit()\n",
        "async def tell(peer):\n    await peer.post('/told', {})\n",
    ],
)
def test_a_boundary_planted_in_a_copy_is_found(tmp_path: Path, planted: str) -> None:
    for tree in TREES:
        shutil.copytree(CHECKOUT / tree, tmp_path / tree, ignore=shutil.ignore_patterns("static"))
    changed = tmp_path / "services" / "billing" / "holding.py"
    changed.write_text(changed.read_text() + planted)
    [place] = unknown(places(tmp_path))
    assert place.startswith("services/billing/holding.py ")
