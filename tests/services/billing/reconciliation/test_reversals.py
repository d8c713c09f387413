"""Payments taken back: by the hub's report or on the treasurer's word, early or late."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import text

from chassis.errors import NotFound
from services.billing.models.payments import PaymentException
from services.billing.use_cases.assign_suspense import assign_suspense
from services.billing.use_cases.close_day import OpenDifferences
from services.billing.use_cases.offset_suspense import offset_suspense
from services.billing.use_cases.reverse_payment import AlreadyReversed, reverse_payment
from services.billing.views.treasury import sentence_of
from tests.services.billing.reconciliation.conftest import Treasury
from tests.services.billing.reconciliation.files import DAY, Moved, Told
from tests.services.billing.reconciliation.test_differences import next_statement
from tests.services.people import acting

ONE, TWO = Told("T1"), Told("T2", amount="50.000")
BACK = ONE.but(status="PmtReversal")
STRANGER = Told("T9", amount="8.750", billing_no="555")
NEXT_DAY = DAY + timedelta(days=1)
NEXT = NEXT_DAY.isoformat()


async def take_back(treasury: Treasury, transaction: str = "T1") -> None:
    async with acting(treasury.engine, treasury.treasurer) as work:
        await reverse_payment(work, transaction, reason="charged back by the bank")


async def short_day(treasury: Treasury) -> PaymentException:
    """A closed day for which the bank credited 8.750 JOD too little: what lacks."""
    await treasury.notice(ONE)
    await treasury.take_report([ONE])
    await treasury.take_statement(Moved(100_000))
    await treasury.explain("bank-short")
    await treasury.close()
    [lacking] = await treasury.suspense()
    return lacking


class TestByTheReport:
    async def test_reopens_the_balance_by_a_linked_entry(self, treasury: Treasury) -> None:
        await treasury.notice(ONE, TWO)
        await treasury.take_report([BACK, TWO])
        assert await treasury.kinds() == ["reversed"]
        assert await treasury.balance() == -50_000
        [told] = await treasury.events("PaymentReversed")
        assert (told["amount_reversed"], told["balance_due"]) == ("108.750", "0.000")
        [received, _] = await treasury.events("PaymentReceived")
        assert (told["key_id"], told["payment_id"]) == (received["key_id"], received["payment_id"])
        async with treasury.engine.connect() as connection:
            links = await connection.execute(
                text(
                    "select undone.kind, undone.about_id = back.about_id from journal_entry as back"
                    " join journal_entry as undone on back.reverses = undone.entry_id"
                )
            )
            assert [tuple(row) for row in links] == [("payment", True)]

    async def test_leaves_nothing_between_hub_and_bank(self, treasury: Treasury) -> None:
        await treasury.notice(ONE, TWO)
        await treasury.take_report([BACK, TWO])
        await treasury.take_statement(Moved(50_000))
        await treasury.close()
        assert await treasury.accounts() == {"receivable": -50_000, "settlement-account": 50_000}
        assert len(await treasury.events("PaymentSettled")) == 1

    async def test_of_a_settled_payment_comes_off_the_next_days_credit(
        self, treasury: Treasury
    ) -> None:
        await treasury.notice(ONE)
        await treasury.take_report([ONE])
        await treasury.take_statement(Moved(108_750))
        await treasury.close()
        lines = [TWO.but(day=NEXT), Told("T3", "100.000", day=NEXT), BACK.but(day=NEXT)]
        await treasury.take_report(lines)
        await treasury.take_statement(content=next_statement(41_250))
        assert await treasury.kinds(NEXT_DAY) == ["lost-notice", "lost-notice", "reversed"]
        await treasury.close(NEXT_DAY)
        assert await treasury.accounts() == {"receivable": -150_000, "settlement-account": 150_000}

    async def test_paid_and_taken_back_on_one_day(self, treasury: Treasury) -> None:
        await treasury.take_report([ONE, TWO, BACK])
        await treasury.take_statement(Moved(50_000))
        assert await treasury.kinds() == ["lost-notice", "lost-notice"]
        await treasury.close()
        assert await treasury.accounts() == {"receivable": -50_000, "settlement-account": 50_000}
        assert len(await treasury.events("PaymentReversed")) == 1

    async def test_takes_back_what_a_closed_day_had_left_over(self, treasury: Treasury) -> None:
        await treasury.notice(ONE)
        await treasury.take_report([ONE.but(amount="110.000")])
        await treasury.take_statement(Moved(110_000))
        await treasury.explain("amount-differs")
        await treasury.close()
        back = BACK.but(amount="110.000", day=NEXT)
        await treasury.take_report([Told("T3", "200.000", day=NEXT), back])
        await treasury.take_statement(content=next_statement(90_000))
        await treasury.close(NEXT_DAY)
        assert await treasury.suspense() == []
        assert await treasury.accounts() == {"receivable": -200_000, "settlement-account": 200_000}


class TestOverAnotherAmount:
    """The hub takes back another amount than it had reported: what lies between is nobody's yet."""

    async def test_of_a_settled_payment_leaves_the_rest_in_suspense(
        self, treasury: Treasury
    ) -> None:
        await treasury.notice(ONE)
        await treasury.take_report([ONE])
        await treasury.take_statement(Moved(108_750))
        await treasury.close()
        await treasury.take_report(
            [Told("T3", "200.000", day=NEXT), BACK.but(amount="100.000", day=NEXT)]
        )
        await treasury.take_statement(content=next_statement(100_000))
        assert await treasury.kinds(NEXT_DAY) == ["lost-notice", "reversal-differs", "reversed"]
        with pytest.raises(OpenDifferences):
            await treasury.close(NEXT_DAY)
        await treasury.explain("reversal-differs", day=NEXT_DAY)
        await treasury.close(NEXT_DAY)
        assert [(one.kind, one.amount) for one in await treasury.suspense()] == [
            ("reversal-differs", 8_750)
        ]
        assert await treasury.balance() == -200_000
        assert await treasury.accounts() == {
            "receivable": -200_000,
            "settlement-account": 208_750,
            "suspense": -8_750,
        }

    async def test_more_than_it_had_reported_is_money_that_lacks(self, treasury: Treasury) -> None:
        await treasury.notice(ONE)
        await treasury.take_report([ONE.but(amount="110.000"), BACK.but(amount="120.000"), TWO])
        await treasury.take_statement(Moved(40_000))
        assert "reversal-differs" in await treasury.kinds()
        await treasury.explain("reversal-differs")
        await treasury.close()
        assert [one.amount for one in await treasury.suspense()] == [-10_000]
        assert await treasury.accounts() == {
            "receivable": -50_000,
            "settlement-account": 40_000,
            "suspense": 10_000,
        }

    async def test_of_what_was_never_settled_is_named_and_moves_no_money(
        self, treasury: Treasury
    ) -> None:
        await treasury.notice(ONE)
        await treasury.take_report([BACK.but(amount="100.000"), TWO])
        await treasury.take_statement(Moved(50_000))
        assert await treasury.kinds() == ["lost-notice", "reversal-misstated", "reversed"]
        await treasury.explain("reversal-misstated")
        await treasury.close()
        assert await treasury.suspense() == []
        assert await treasury.accounts() == {"receivable": -50_000, "settlement-account": 50_000}

    async def test_is_told_in_both_languages(self, treasury: Treasury) -> None:
        await treasury.notice(ONE)
        await treasury.take_report([BACK.but(amount="100.000"), TWO])
        [found] = await treasury.open()
        sentence = sentence_of(found)
        for told in (sentence.ar, sentence.en):
            assert {"100.000", "108.750"} <= {*re.findall(r"\d+\.\d{3}", told)}


class TestBeforeItsPayment:
    async def test_is_held_until_the_payment_comes(self, treasury: Treasury) -> None:
        await treasury.take_report([BACK, TWO])
        assert await treasury.kinds() == ["lost-notice", "reversal-held"]
        await treasury.notice(ONE)
        assert await treasury.balance() == -50_000
        assert len(await treasury.events("PaymentReversed")) == 1
        await treasury.take_statement(Moved(50_000))
        await treasury.close()
        assert await treasury.open() == []

    async def test_is_applied_once(self, treasury: Treasury) -> None:
        await treasury.take_report([BACK, TWO])
        await treasury.notice(ONE)
        await treasury.notice(ONE)
        assert len(await treasury.events("PaymentReversed")) == 1


class TestByTheTreasurer:
    async def test_reopens_the_balance(self, treasury: Treasury) -> None:
        await treasury.notice(ONE)
        await take_back(treasury)
        assert await treasury.balance() == 0
        [told] = await treasury.events("PaymentReversed")
        assert told["reason"] == "charged back by the bank"

    async def test_happens_once(self, treasury: Treasury) -> None:
        await treasury.notice(ONE)
        await take_back(treasury)
        with pytest.raises(AlreadyReversed):
            await take_back(treasury)
        with pytest.raises(NotFound):
            await take_back(treasury, "T7")

    async def test_differs_from_a_report_that_says_paid(self, treasury: Treasury) -> None:
        await treasury.notice(ONE)
        await take_back(treasury)
        await treasury.take_report([ONE])
        await treasury.take_statement(Moved(108_750))
        assert await treasury.kinds() == ["reversed-here"]
        await treasury.explain("reversed-here")
        await treasury.close()
        assert await treasury.accounts() == {"settlement-account": 108_750, "suspense": -108_750}
        assert await treasury.events("PaymentSettled") == []

    async def test_is_confirmed_by_a_later_report(self, treasury: Treasury) -> None:
        await treasury.notice(ONE)
        await take_back(treasury)
        await treasury.take_report([ONE])
        await treasury.take_statement(Moved(108_750))
        await treasury.explain("reversed-here")
        await treasury.close()
        await treasury.take_report([Told("T3", "200.000", day=NEXT), BACK.but(day=NEXT)])
        await treasury.take_statement(content=next_statement(91_250))
        await treasury.close(NEXT_DAY)
        assert await treasury.suspense() == []
        assert len(await treasury.events("PaymentReversed")) == 1
        assert await treasury.accounts() == {"receivable": -200_000, "settlement-account": 200_000}

    async def test_of_money_in_suspense_empties_it(self, treasury: Treasury) -> None:
        await treasury.notice(ONE.but(billing_no="555"))
        await take_back(treasury)
        assert await treasury.suspense() == []
        assert await treasury.accounts() == {}

    async def test_of_money_that_was_set_against_another_sum_reopens_that_sum(
        self, treasury: Treasury
    ) -> None:
        lacking = await short_day(treasury)
        await treasury.notice(STRANGER)
        [late] = [one for one in await treasury.suspense() if one.kind == "suspense"]
        async with acting(treasury.engine, treasury.treasurer) as work:
            await offset_suspense(work, lacking.exception_id, against=late.exception_id)
        assert await treasury.suspense() == []
        await take_back(treasury, STRANGER.transaction)
        assert [(one.exception_id, one.amount) for one in await treasury.suspense()] == [
            (lacking.exception_id, -8_750)
        ]
        assert (await treasury.accounts())["suspense"] == 8_750
        [undone] = [one for one in await treasury.raised(None) if one.kind == "suspense"]
        assert undone.resolution == "reversed"

    async def test_of_a_difference_that_was_set_against_another_sum_reopens_that_sum(
        self, treasury: Treasury
    ) -> None:
        await treasury.notice(ONE)
        await treasury.take_report([ONE.but(amount="100.000")])
        await treasury.take_statement(Moved(100_000))
        await treasury.explain("amount-differs")
        await treasury.close()
        [lacking] = await treasury.suspense()
        await treasury.notice(STRANGER)
        [_, late] = await treasury.suspense()
        async with acting(treasury.engine, treasury.treasurer) as work:
            await offset_suspense(work, lacking.exception_id, against=late.exception_id)
        back = BACK.but(amount="100.000", day=NEXT)
        await treasury.take_report([Told("T3", "200.000", day=NEXT), back])
        assert [one.exception_id for one in await treasury.suspense()] == [late.exception_id]
        assert (await treasury.accounts())["suspense"] == -8_750

    async def test_of_money_that_was_assigned_is_owed_by_its_owner(
        self, treasury: Treasury
    ) -> None:
        await treasury.notice(ONE.but(billing_no="555"))
        [waiting] = await treasury.suspense()
        async with acting(treasury.engine, treasury.treasurer) as work:
            await assign_suspense(work, waiting.exception_id, establishment_number="1000001")
        assert await treasury.balance() == -108_750
        await take_back(treasury)
        assert await treasury.balance() == 0
        received, reversed_ = [
            (await treasury.events(name))[0] for name in ("PaymentReceived", "PaymentReversed")
        ]
        assert received["key_id"] == reversed_["key_id"]
