"""The liaison officer hears how the enrolment of his establishment stands."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.ids import uuid7
from contracts.events.envelope import Event
from contracts.events.identity import (
    EnrolmentConfirmed,
    EnrolmentReturned,
    EstablishmentChangeDecided,
    EstablishmentEnrolled,
    LiaisonOfficerReplaced,
)
from services.notifications.consumers import consumers
from services.notifications.rules.templates import TEMPLATES
from tests.conftest import OpenDatabase
from tests.services.people import acting, employer

AT = datetime(2026, 3, 20, tzinfo=UTC)


@pytest.fixture
async def notifications(database: OpenDatabase) -> AsyncEngine:
    return await database("notifications")


async def hears(engine: AsyncEngine, event: Event) -> tuple[str, str, str]:
    """Whom the message goes to, and what it says in both languages."""
    found = consumers.find(event.type_name())
    assert found is not None
    async with acting(engine) as work:
        await found[1](work, event)
    async with engine.connect() as connection:
        rows = await connection.execute(text("select * from message order by message_id desc"))
        row = rows.first()
    assert row is not None
    template = TEMPLATES[row.template]
    return row.recipient_kind, template.text("ar", row.facts), template.text("en", row.facts)


async def notices(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        found = await connection.execute(text("select count(*) from inbox_item"))
        return int(found.scalar_one())


async def test_is_asked_to_visit_the_branch_before_anybody_knows_the_establishment(
    notifications: AsyncEngine,
) -> None:
    sent = EstablishmentEnrolled(
        establishment_id=uuid7(),
        account_id=uuid7(),
        number="1004318",
        branch="zarqa",
        enrolled_at=AT,
    )
    to, arabic, english = await hears(notifications, sent)
    assert to == "account"
    assert arabic.endswith("1004318")
    assert "visit the branch" in english
    assert await notices(notifications) == 0


async def test_learns_what_to_correct(notifications: AsyncEngine) -> None:
    returned = EnrolmentReturned(
        establishment_id=uuid7(), account_id=uuid7(), reason="صورة غير واضحة", returned_at=AT
    )
    to, arabic, english = await hears(notifications, returned)
    assert to == "account"
    assert "صورة غير واضحة" in arabic
    assert "صورة غير واضحة" in english


async def test_learns_that_the_account_is_ready(notifications: AsyncEngine) -> None:
    owner = await employer(notifications, number="1004318")
    confirmed = EnrolmentConfirmed(
        establishment_id=owner.establishment_id,
        account_id=owner.officer.subject,
        confirmed_at=AT,
    )
    to, arabic, _ = await hears(notifications, confirmed)
    assert to == "establishment"
    assert arabic.endswith("1004318")
    assert await notices(notifications) == 1


@pytest.mark.parametrize(("decision", "reason"), [("approved", None), ("rejected", "ختم ناقص")])
async def test_learns_what_became_of_a_change_of_data(
    notifications: AsyncEngine, decision: str, reason: str | None
) -> None:
    owner = await employer(notifications)
    decided = EstablishmentChangeDecided.model_validate(
        {
            "establishment_id": owner.establishment_id,
            "change_id": uuid7(),
            "number": "700001",
            "decision": decision,
            "reason": reason,
            "decided_at": AT,
        }
    )
    to, arabic, english = await hears(notifications, decided)
    assert to == "establishment"
    assert arabic.endswith("700001")
    assert decision in english
    assert (reason or "") in arabic


async def test_the_new_officer_and_the_former_one_are_both_told(
    notifications: AsyncEngine,
) -> None:
    owner = await employer(notifications, number="1004318")
    new, former = uuid7(), owner.officer.subject
    replaced = LiaisonOfficerReplaced(
        establishment_id=owner.establishment_id,
        account_id=new,
        former_account_id=former,
        replaced_by=uuid7(),
        replaced_at=AT,
    )
    await hears(notifications, replaced)
    async with notifications.connect() as connection:
        rows = await connection.execute(text("select template, recipient_id from message"))
        told = {row.template: row.recipient_id for row in rows}
    assert told == {"liaison-began": new, "liaison-ended": former}
