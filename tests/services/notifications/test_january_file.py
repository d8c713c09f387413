"""What the employer hears of his January file."""

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col

from contracts.events import payroll as events
from contracts.events.envelope import Event
from deploy.contracts.sources import CONTRACTS
from services.notifications.consumers import consumers
from services.notifications.models import InboxItem, Message
from services.notifications.rules.templates import TEMPLATES
from tests.conftest import OpenDatabase
from tests.services.people import acting

HEARD = (
    (events.PayrollFileSubmitted, "استُلم", "received"),
    (events.PayrollFileAccepted, "قُبل", "accepted"),
    (events.PayrollFileRejected, "The wages of the previous year were sent again.", "rejected"),
)


@pytest.fixture
async def notifications(database: OpenDatabase) -> AsyncEngine:
    return await database("notifications")


def example(kind: type[Event]) -> Event:
    path: Path = CONTRACTS / "examples" / kind.type_name() / "basic.json"
    return kind.model_validate_json(path.read_text())


@pytest.mark.parametrize(("kind", "arabic", "english"), HEARD)
async def test_each_step_is_a_message_and_a_notice(
    notifications: AsyncEngine, kind: type[Event], arabic: str, english: str
) -> None:
    event = example(kind)
    async with acting(notifications) as work:
        await dict(consumers)[kind](work, event)
    async with acting(notifications) as work:
        [message] = (await work.session.execute(select(Message))).scalars()
        [notice] = (
            await work.session.execute(
                select(InboxItem).where(col(InboxItem.template) == message.template)
            )
        ).scalars()
    assert str(notice.establishment_id) == event.key()
    template = TEMPLATES[message.template]
    said = {language: template.text(language, message.facts) for language in ("ar", "en")}
    assert arabic in said["ar"]
    assert english in said["en"]
    assert all("517" in text and "2026" in text for text in said.values())
