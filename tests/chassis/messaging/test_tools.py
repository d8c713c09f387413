"""Parked events from the command line, as an operator uses it, in the operator's own role."""

import pytest
from sqlalchemy.exc import DBAPIError

from chassis.database import create_engine
from chassis.ids import uuid7
from contracts.events.billing import PAYMENTS, PaymentReceived
from tests.chassis.messaging.parked import Desk, desk, park, rows
from tests.conftest import NOW, OpenDatabase, Server

WHY = ("--reason", "the law's figures are loaded now", "--by", "rana")


@pytest.fixture
async def at(database: OpenDatabase, postgres: Server) -> Desk:
    return desk(await database("letters"), postgres)


def payment(amount: str, **changed: object) -> bytes:
    """A payment as it stands on the log."""
    event = PaymentReceived.model_validate(
        {
            "key_id": uuid7(),
            "payment_id": uuid7(),
            "establishment_id": uuid7(),
            "amount_paid": amount,
            "balance_due": "999.000",
            "received_at": NOW,
            "value_on": NOW.date(),
            **changed,
        }
    )
    return event.model_dump_json().encode()


class TestLooking:
    async def test_they_are_listed_and_shown_whole(
        self, at: Desk, capsys: pytest.CaptureFixture[str]
    ) -> None:
        seq = await park(at.engine, b"k")
        assert await at.run("list") == 0
        listed = capsys.readouterr().out
        assert "a.b.v1/0@1" in listed
        assert "1 parked" in listed
        assert await at.run("show", str(seq)) == 0
        shown = capsys.readouterr().out
        assert "NotFound" in shown
        assert "b'e1'" in shown
        assert '{"wage": 1}' in shown
        assert await at.run("show", "99") == 2

    async def test_causes_tell_what_hangs_on_each(
        self, at: Desk, capsys: pytest.CaptureFixture[str]
    ) -> None:
        kind = {"topic": PAYMENTS, "event_type": PaymentReceived.type_name()}
        one, other = uuid7(), uuid7()
        await park(at.engine, b"1", value=payment("108.750", establishment_id=one), **kind)
        await park(
            at.engine,
            b"1",
            value=payment("0.250", establishment_id=one),
            reason="behind-parked",
            **kind,
        )
        await park(at.engine, b"2", value=payment("1.000", establishment_id=other), **kind)
        await park(at.engine, b"3", value=b"{", reason="undecodable-body", **kind)
        assert await at.run("causes") == 0
        told = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
        # reason, type, events, of them behind, keys, establishments, JOD, unreadable
        assert told[1] == ["refused", kind["event_type"], "3", "1", "2", "2", "110.000", "-"]
        assert told[2] == [
            "undecodable-body",
            kind["event_type"],
            *["1", "0", "1", "0", "0.000", "1"],
        ]
        assert told[3] == ["4 parked, 2 establishments, 110.000 JOD, 1 unreadable"]


class TestRetry:
    async def due(self, at: Desk) -> list[int]:
        found = await at.rows("select seq from parked_event where next_try_at <= now() order by 1")
        return [int(seq) for seq in found]

    async def test_an_event_brings_the_whole_queue_of_its_key(self, at: Desk) -> None:
        head, behind = await park(at.engine, b"k"), await park(at.engine, b"k")
        await park(at.engine, b"other")
        assert await at.run("retry", str(behind), *WHY) == 0
        assert await self.due(at) == [head, behind]
        assert await at.run("retry", "99", *WHY) == 2

    async def test_a_key_is_named_as_it_stands_on_the_log(self, at: Desk) -> None:
        seq = await park(at.engine, b"k")
        await park(at.engine, b"other")
        assert await at.run("retry", "--key", "k", *WHY) == 0
        assert await self.due(at) == [seq]

    async def test_since_an_instant_brings_whole_queues_also_their_older_heads(
        self, at: Desk
    ) -> None:
        head = await park(at.engine, b"k", minutes_ago=60)
        behind = await park(at.engine, b"k")
        alone = await park(at.engine, None)
        await park(at.engine, b"old", minutes_ago=60)
        since = (await at.rows("select (now() - interval '5 min')::text"))[0]
        assert await at.run("retry", "--since", since, *WHY) == 0
        assert await self.due(at) == [head, behind, alone]

    async def test_an_instant_without_an_offset_is_refused(
        self, at: Desk, capsys: pytest.CaptureFixture[str]
    ) -> None:
        with pytest.raises(SystemExit):
            await at.run("retry", "--since", "2026-03-20T09:00", *WHY)
        assert "offset" in capsys.readouterr().err


class TestDiscard:
    async def test_two_persons_give_an_event_up_and_it_is_kept(self, at: Desk) -> None:
        seq = str(await park(at.engine, b"k"))
        said = ("--reason", "sent twice by hand", "--by")
        assert await at.run("approve", seq, *said, "omar") == 2  # nobody has asked
        assert await at.run("discard", seq, *said, "rana") == 0
        assert await at.run("discard", seq, *said, "omar") == 2  # asked for already
        assert await at.run("approve", seq, *said, "rana") == 2  # the same person
        assert await at.rows("select count(*) from parked_discard") == [0]
        assert await at.run("approve", seq, "--reason", "seen", "--by", "omar") == 0
        kept = await at.rows("select discarded_by, approved_by, discard_reason from parked_discard")
        assert kept == [("rana", "omar", "sent twice by hand")]
        assert await at.rows("select count(*) from parked_event") == [0]

    async def test_the_database_itself_refuses_one_person_alone(self, at: Desk) -> None:
        with pytest.raises(DBAPIError, match="check"):
            await rows(
                at.engine,
                "insert into parked_discard values (1, 'letters', 't', 0, 1, 'k', 'e', null, null, "
                "'[]', '', '', now(), 'rana', 'rana', 'why') returning 1",
            )


class TestRecord:
    async def test_who_did_what_when_and_why_is_kept(self, at: Desk) -> None:
        await park(at.engine, b"k")
        assert await at.run("retry", "--key", "k", *WHY) == 0
        kept = await at.rows(
            "select actor, database_role, action, subject, reason, outcome->>'events', "
            "at <= now() from operator_action"
        )
        assert kept == [("rana", "letters_operator", "retry", "key k", WHY[1], "1", True)]

    async def test_what_was_declined_leaves_no_record(self, at: Desk) -> None:
        assert await at.run("retry", "99", *WHY) == 2
        assert await at.rows("select count(*) from operator_action") == [0]

    async def test_an_act_without_a_reason_is_refused(self, at: Desk) -> None:
        with pytest.raises(SystemExit):
            await at.run("resume")


class TestRole:
    """What the operator's role may do in the database, whatever program uses it."""

    @pytest.mark.parametrize(
        "statement",
        [
            "select count(*) from establishment_copy",
            "select count(*) from outbox",
            "update parked_event set value = null returning 1",
            "update parked_discard set discard_reason = '' returning 1",
            "delete from operator_action returning 1",
            "update operator_action set actor = '' returning 1",
            "update consumer_progress set next_offset = 0 returning 1",
        ],
    )
    async def test_it_may_not(self, at: Desk, statement: str) -> None:
        engine = create_engine(at.service.settings.operator_url or "", application="test")
        with pytest.raises(DBAPIError, match="permission denied"):
            await rows(engine, statement)
        await engine.dispose()

    async def test_nor_does_the_service_rewrite_the_record(self, at: Desk) -> None:
        with pytest.raises(DBAPIError, match="permission denied"):
            await at.rows("delete from operator_action returning 1")

    async def test_production_has_to_name_it(
        self, at: Desk, capsys: pytest.CaptureFixture[str]
    ) -> None:
        at.service.settings.operator_url = None
        assert await at.run("list") == 2
        assert "DAMAN_DATABASE_OPERATOR_URL" in capsys.readouterr().err
