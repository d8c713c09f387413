"""A code goes its own way: whoever waits at the door does not wait behind other messages."""

from typing import get_args

import pytest
from sqlalchemy import text

from chassis.ids import uuid7
from contracts.events.identity import CodeIssued, CodePurpose, ContactChanged
from services.notifications.jobs import jobs
from services.notifications.rules.templates import TEMPLATES
from tests.conftest import OpenDatabase
from tests.services.notifications.test_letters import AT, hears, issued
from tests.services.people import employer


async def test_a_code_does_not_stand_behind_notices(database: OpenDatabase) -> None:
    engine = await database("notifications")
    owner = await employer(engine)
    for _ in range(3):
        await hears(engine, issued(owner))
    code = CodeIssued(account_id=uuid7(), reference=uuid7(), purpose="sign_in", expires_at=AT)
    await hears(engine, code)
    async with engine.connect() as connection:
        found = await connection.execute(
            text("select lane, count(*) from job group by lane order by lane")
        )
        assert [tuple(row) for row in found] == [("codes", 1), ("sms", 3)]
    assert {"codes", "sms"} <= {lane for lane, workers in jobs.lanes.items() if workers}


@pytest.mark.parametrize("purpose", get_args(CodePurpose))
async def test_every_purpose_has_its_words(database: OpenDatabase, purpose: CodePurpose) -> None:
    engine = await database("notifications")
    await hears(
        engine, CodeIssued(account_id=uuid7(), reference=uuid7(), purpose=purpose, expires_at=AT)
    )
    async with engine.connect() as connection:
        [template] = (await connection.execute(text("select template from message"))).scalars()
    assert "{code}" in TEMPLATES[template].ar


async def test_a_new_phone_is_told_to_the_former_one(database: OpenDatabase) -> None:
    engine = await database("notifications")
    change_id = uuid7()
    await hears(engine, ContactChanged(account_id=uuid7(), change_id=change_id, changed_at=AT))
    async with engine.connect() as connection:
        found = await connection.execute(text("select recipient_kind, recipient_id from message"))
        assert [tuple(row) for row in found] == [("former_phone", change_id)]
