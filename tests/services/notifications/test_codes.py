"""A code goes its own way: whoever waits at the door does not wait behind other messages."""

from sqlalchemy import text

from chassis.ids import uuid7
from contracts.events.identity import CodeIssued
from services.notifications.jobs import jobs
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
