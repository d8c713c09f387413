"""Who is clear: decided with every posting, announced once a change, told when asked."""

import asyncio
import runpy
from datetime import date
from random import Random
from typing import Any

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.local.place import CHECKOUT
from services.billing.api import clearances as api
from tests.conftest import OpenDatabase
from tests.services.billing.facts import balance, closes, hears_start, hears_wages, started
from tests.services.billing.money import clearances, pays, takes_back
from tests.services.peers import peer_of
from tests.services.people import Establishment, employer

ON_500 = 108_750
DUE = "108.750"


@pytest.fixture
async def billing(database: OpenDatabase) -> AsyncEngine:
    return await database("billing")


@pytest.fixture
async def owner(billing: AsyncEngine) -> Establishment:
    """An employer with one worker at 500."""
    made = await employer(billing)
    await hears_start(billing, started(made))
    return made


async def told(engine: AsyncEngine) -> list[tuple[bool, str]]:
    return [(one["clear"], one["balance_due"]) for one in await clearances(engine)]


async def ask(engine: AsyncEngine, at: Establishment, *, caller: str = "letters") -> dict[str, Any]:
    billing = peer_of(engine, api.router, name="billing", caller=caller)
    body = {"establishment_id": str(at.establishment_id)}
    answer: dict[str, Any] = await billing.post("/clearances", body)
    return answer


class TestAChange:
    async def test_is_announced_with_what_is_owed(
        self, billing: AsyncEngine, owner: Establishment
    ) -> None:
        await closes(billing, owner, "2026-01")
        await pays(billing, ON_500)
        assert await told(billing) == [(False, DUE), (True, "0.000")]

    async def test_is_announced_once(self, billing: AsyncEngine, owner: Establishment) -> None:
        await closes(billing, owner, "2026-01", "2026-02")
        await pays(billing, ON_500)
        await pays(billing, ON_500 - 1)
        assert await told(billing) == [(False, DUE)]
        await pays(billing, 1)
        await pays(billing, 1)
        assert await told(billing) == [(False, DUE), (True, "0.000")]

    async def test_is_noticed_whatever_posts_it(
        self, billing: AsyncEngine, owner: Establishment
    ) -> None:
        await closes(billing, owner, "2026-01")
        await pays(billing, ON_500)
        await takes_back(billing, owner, ON_500)
        await takes_back(billing, owner, 1)
        assert (await told(billing))[2:] == [(False, DUE)]

    async def test_is_none_where_nothing_was_ever_owed(
        self, billing: AsyncEngine, owner: Establishment
    ) -> None:
        await pays(billing, ON_500)
        await closes(billing, owner, "2026-01")
        assert await told(billing) == []

    async def test_is_none_where_money_has_no_owner(
        self, billing: AsyncEngine, owner: Establishment
    ) -> None:
        await closes(billing, owner, "2026-01")
        await pays(billing, ON_500, billing_no="555")
        assert await told(billing) == [(False, DUE)]

    async def test_comes_with_a_held_month_and_goes_with_its_wages(
        self, billing: AsyncEngine
    ) -> None:
        made = await employer(billing)
        worker = await hears_start(billing, started(made, on=date(2024, 3, 1)))
        await closes(billing, made, "2025-04")
        assert await told(billing) == [(False, "0.000")]
        await pays(billing, ON_500)
        await hears_wages(billing, made, {worker: "500.000"}, year=2025)
        await closes(billing, made, "2025-04")
        assert await told(billing) == [(False, "0.000"), (True, "0.000")]


async def test_postings_at_once_are_decided_one_after_the_other(
    billing: AsyncEngine, owner: Establishment
) -> None:
    """Events alternate, positions grow, and the last one says what the ledger says."""
    chance = Random(7)
    amounts = [chance.randrange(1, 400) for _ in range(24)]
    await asyncio.gather(
        *(
            pays(billing, amount) if chance.random() < 0.5 else takes_back(billing, owner, amount)
            for amount in amounts
        )
    )
    events = await clearances(billing)
    assert events, "with these amounts it changes at least once"
    states = [one["clear"] for one in events]
    assert states == [bool(number % 2) for number in range(len(states))]
    positions = [one["ledger_position"] for one in events]
    assert positions == sorted(set(positions))
    assert states[-1] == (await balance(billing, owner) <= 0)
    assert (await ask(billing, owner))["ledger_position"] == len(amounts)


class TestTheAnswer:
    async def test_is_clear_where_nothing_was_ever_posted(
        self, billing: AsyncEngine, owner: Establishment
    ) -> None:
        answer = await ask(billing, owner)
        assert answer["clear"]
        assert (answer["dues"], answer["ledger_position"]) == ([], 0)

    async def test_names_each_open_due_with_what_is_open_of_it(
        self, billing: AsyncEngine, owner: Establishment
    ) -> None:
        await closes(billing, owner, "2026-01", "2026-02")
        await pays(billing, ON_500 + 1000)
        answer = await ask(billing, owner)
        assert not answer["clear"]
        assert answer["balance_due"] == "107.750"
        [due] = answer["dues"]
        assert (due["month"], due["amount"], due["kind"]) == ("2026-02", "107.750", "invoice")
        assert due["number"].startswith("26")

    async def test_counts_a_due_before_its_day(
        self, billing: AsyncEngine, owner: Establishment
    ) -> None:
        """February is due in March at the earliest, and open from the day of its invoice."""
        await closes(billing, owner, "2026-02")
        answer = await ask(billing, owner)
        assert date.fromisoformat(answer["dues"][0]["due_on"]) == date(2026, 3, 15)
        assert not answer["clear"]

    async def test_names_a_held_month(self, billing: AsyncEngine) -> None:
        made = await employer(billing)
        await hears_start(billing, started(made, on=date(2024, 3, 1)))
        await closes(billing, made, "2025-04")
        answer = await ask(billing, made)
        assert (answer["clear"], answer["held_months"]) == (False, ["2025-04"])

    async def test_stands_at_the_position_of_the_last_change(
        self, billing: AsyncEngine, owner: Establishment
    ) -> None:
        await closes(billing, owner, "2026-01")
        await pays(billing, ON_500)
        answer = await ask(billing, owner)
        assert answer["clear"]
        assert answer["last_entry_id"]
        assert answer["ledger_position"] == (await clearances(billing))[-1]["ledger_position"]

    async def test_is_for_letters_alone(self, billing: AsyncEngine, owner: Establishment) -> None:
        with pytest.raises(httpx.HTTPStatusError, match="401"):
            await ask(billing, owner, caller="movements")


async def test_a_ledger_from_before_is_decided_by_the_migration(
    billing: AsyncEngine, owner: Establishment
) -> None:
    """What the migration finds is what was decided posting by posting."""
    await closes(billing, owner, "2026-01", "2026-02")
    await pays(billing, ON_500)
    paid = await employer(billing, number="1000002")
    await hears_start(billing, started(paid))
    await closes(billing, paid, "2026-01")
    await pays(billing, ON_500, billing_no="981000002")
    held = await employer(billing, number="1000003")
    await hears_start(billing, started(held, on=date(2024, 3, 1)))
    await closes(billing, held, "2025-04")
    [file] = (CHECKOUT / "services/billing/migrations/versions").glob("*_clearances.py")
    [_, seed] = runpy.run_path(str(file))["_STATEMENTS"]
    async with billing.begin() as connection:
        look = text("select establishment_id, clear, last_entry_id from clearance_state order by 1")
        before = (await connection.execute(look)).all()
        await connection.execute(text("delete from clearance_state"))
        await connection.execute(text(seed))
        assert (await connection.execute(look)).all() == before
    assert {row.establishment_id: row.clear for row in before} == {
        owner.establishment_id: False,
        paid.establishment_id: True,
        held.establishment_id: False,
    }
