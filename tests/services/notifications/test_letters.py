"""The employer hears of his letters."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.ids import uuid7
from contracts.events.envelope import Event
from contracts.events.letters import LetterIssued, LetterRevoked
from services.notifications.consumers import consumers
from services.notifications.rules.templates import TEMPLATES
from tests.conftest import OpenDatabase
from tests.services.people import Establishment, acting, employer

AT = datetime(2026, 3, 20, tzinfo=UTC)


@pytest.fixture
async def notifications(database: OpenDatabase) -> AsyncEngine:
    return await database("notifications")


@pytest.fixture
async def owner(notifications: AsyncEngine) -> Establishment:
    return await employer(notifications)


async def hears(engine: AsyncEngine, event: Event) -> None:
    found = consumers.find(event.type_name())
    assert found is not None
    _, handler = found
    async with acting(engine) as work:
        await handler(work, event)


async def inbox(engine: AsyncEngine) -> list[tuple[str, str, str]]:
    """Template and both texts of every notice."""
    async with engine.connect() as connection:
        rows = await connection.execute(
            text("select template, facts from inbox_item order by item_id")
        )
        return [
            (
                row.template,
                TEMPLATES[row.template].text("ar", row.facts),
                TEMPLATES[row.template].text("en", row.facts),
            )
            for row in rows
        ]


def about(owner: Establishment) -> dict[str, Any]:
    return {
        "letter_id": uuid7(),
        "number": "2026-000123",
        "kind": "clearance",
        "establishment_id": owner.establishment_id,
    }


def issued(owner: Establishment) -> LetterIssued:
    return LetterIssued(
        **about(owner),
        content_hash="0" * 64,
        issued_on=date(2026, 3, 20),
        valid_until=date(2026, 3, 31),
        issued_at=AT,
    )


async def test_of_its_issue_and_until_when_it_holds(
    notifications: AsyncEngine, owner: Establishment
) -> None:
    await hears(notifications, issued(owner))
    [(template, arabic, english)] = await inbox(notifications)
    assert template == "letter-issued"
    for words in (arabic, english):
        assert "2026-03-31" in words
        assert words.endswith("2026-000123")


@pytest.mark.parametrize(
    ("reason", "template"),
    [
        ("due-again", "letter-revoked-due-again"),
        ("month-held", "letter-revoked-month-held"),
        ("a reason of tomorrow", "letter-revoked"),
    ],
)
async def test_of_its_end_and_why(
    notifications: AsyncEngine, owner: Establishment, reason: str, template: str
) -> None:
    await hears(notifications, LetterRevoked(**about(owner), reason=reason, revoked_at=AT))
    [(told, arabic, english)] = await inbox(notifications)
    assert told == template
    for words in (arabic, english):
        assert words.endswith("2026-000123")
