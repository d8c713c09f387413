"""Everything in which ledger, hub and bank can differ: found by name, none of it invented."""

from datetime import timedelta

import pytest

from services.billing.use_cases.close_day import OpenDifferences
from services.billing.use_cases.explain_difference import NothingToExplain, explain_difference
from services.billing.use_cases.explain_differences import NoneToExplain, explain_differences
from services.billing.use_cases.own_difference import NotATreasurer, own_difference
from tests.services.billing.reconciliation.conftest import Treasury
from tests.services.billing.reconciliation.files import DAY, Moved, Told, camt
from tests.services.people import acting, somebody, staff

ONE, TWO = Told("T1"), Told("T2", amount="50.000")
BOTH = Moved(158_750)
NEXT_DAY = DAY + timedelta(days=1)
NEXT = NEXT_DAY.isoformat()


def next_statement(*amounts: int, text: str = f"MFEP/{NEXT_DAY:%Y%m%d}") -> bytes:
    """A statement of the following day."""
    moved = [Moved(amount, text) for amount in amounts]
    return camt(moved).replace(f"<Dt>{DAY.isoformat()}".encode(), f"<Dt>{NEXT}".encode())


class TestALostNotice:
    async def test_is_booked_from_the_report_and_marked(self, treasury: Treasury) -> None:
        await treasury.notice(ONE)
        await treasury.take_report([ONE, TWO])
        assert await treasury.kinds() == ["lost-notice"]
        payment = await treasury.payment("T2")
        assert (payment.source, payment.amount_paid) == ("report", 50_000)
        assert payment.establishment_id == treasury.employer.establishment_id
        assert await treasury.balance() == -158_750
        assert len(await treasury.events("PaymentReceived")) == 2

    async def test_does_not_stand_in_the_way_of_closing(self, treasury: Treasury) -> None:
        await treasury.take_report([ONE, TWO])
        await treasury.take_statement(BOTH)
        await treasury.close()
        assert await treasury.kinds() == ["lost-notice", "lost-notice"]

    async def test_that_comes_after_all_is_a_repeat(self, treasury: Treasury) -> None:
        await treasury.take_report([ONE])
        await treasury.notice(ONE)
        assert await treasury.balance() == -108_750
        assert len(await treasury.events("PaymentReceived")) == 1

    async def test_for_an_unknown_number_waits_in_suspense(self, treasury: Treasury) -> None:
        await treasury.take_report([ONE.but(billing_no="555")])
        [waiting] = await treasury.suspense()
        assert (waiting.kind, waiting.amount) == ("suspense", 108_750)
        assert await treasury.accounts() == {"bank-hub": 108_750, "suspense": -108_750}
        [received] = await treasury.events("PaymentReceived")
        assert received["establishment_id"] is None


class TestLinesOfTheReport:
    async def test_a_foreign_line_does_not_count(self, treasury: Treasury) -> None:
        await treasury.notice(ONE)
        await treasury.take_report([ONE, Told("X1", biller=5)])
        await treasury.take_statement(Moved(108_750))
        assert await treasury.kinds() == ["foreign-line"]

    async def test_a_foreign_line_under_our_number_leaves_ours_missing(
        self, treasury: Treasury
    ) -> None:
        await treasury.notice(ONE, TWO)
        await treasury.take_report([ONE, TWO.but(biller=5)])
        assert await treasury.kinds() == ["foreign-line", "ours-missing"]

    async def test_a_line_that_stands_twice_counts_once(self, treasury: Treasury) -> None:
        await treasury.notice(ONE)
        await treasury.take_report([ONE, TWO, ONE, TWO, ONE])
        await treasury.take_statement(BOTH)
        assert await treasury.kinds() == ["duplicate-line"] * 3 + ["lost-notice"]
        assert await treasury.balance() == -158_750
        await treasury.explain("duplicate-line")
        await treasury.close()

    async def test_another_amount_leaves_the_difference_in_suspense(
        self, treasury: Treasury
    ) -> None:
        await treasury.notice(ONE, TWO)
        await treasury.take_report([ONE.but(amount="110.000"), TWO.but(amount="49.999")])
        await treasury.take_statement(Moved(159_999))
        assert await treasury.kinds() == ["amount-differs", "amount-differs"]
        await treasury.explain("amount-differs")
        await treasury.close()
        assert sorted(one.amount for one in await treasury.suspense()) == [-1, 1_250]
        assert await treasury.accounts() == {
            "receivable": -158_750,
            "settlement-account": 159_999,
            "suspense": -1_249,
        }

    async def test_another_account_is_named(self, treasury: Treasury) -> None:
        await treasury.notice(ONE)
        await treasury.take_report([ONE.but(billing_no="982")])
        [found] = await treasury.open()
        assert (found.kind, found.facts["billing_no_hub"]) == ("account-differs", "982")

    async def test_a_payment_reported_on_two_days_counts_on_the_first(
        self, treasury: Treasury
    ) -> None:
        await treasury.notice(ONE)
        await treasury.take_report([ONE])
        await treasury.take_report([ONE.but(day=NEXT), TWO.but(day=NEXT)])
        assert await treasury.kinds(NEXT_DAY) == ["lost-notice", "reported-before"]
        await treasury.take_statement(content=next_statement(50_000))
        assert await treasury.kinds(NEXT_DAY) == ["lost-notice", "reported-before"]


class TestOursMissing:
    async def test_is_never_taken_back_by_itself(self, treasury: Treasury) -> None:
        await treasury.notice(ONE, TWO)
        await treasury.take_report([ONE])
        await treasury.take_statement(Moved(108_750))
        assert await treasury.kinds() == ["ours-missing"]
        await treasury.explain("ours-missing")
        await treasury.close()
        assert await treasury.accounts() == {
            "bank-hub": 50_000,
            "receivable": -158_750,
            "settlement-account": 108_750,
        }
        assert [one.kind for one in await treasury.open()] == ["ours-missing"]
        assert len(await treasury.events("PaymentSettled")) == 1

    async def test_ends_when_the_next_days_report_has_it(self, treasury: Treasury) -> None:
        await treasury.notice(ONE, TWO)
        await treasury.take_report([ONE])
        await treasury.take_statement(Moved(108_750))
        await treasury.take_report([TWO.but(day=NEXT)])
        assert await treasury.open() == []
        await treasury.close()  # without a word of explanation
        await treasury.take_statement(content=next_statement(50_000))
        await treasury.close(NEXT_DAY)
        assert (await treasury.payment("T2")).settled_on == NEXT_DAY
        assert "bank-hub" not in await treasury.accounts()


class TestTheBank:
    @pytest.mark.parametrize(
        ("credited", "kind", "left"),
        [(153_750, "bank-short", 5_000), (160_000, "bank-over", -1_250)],
    )
    async def test_credits_another_sum(
        self, treasury: Treasury, credited: int, kind: str, left: int
    ) -> None:
        await treasury.notice(ONE, TWO)
        await treasury.take_statement(Moved(credited))
        assert await treasury.kinds() == []  # not before the report is in
        await treasury.take_report([ONE, TWO])
        assert await treasury.kinds() == [kind]
        await treasury.explain(kind)
        await treasury.close()
        assert await treasury.accounts() == {
            "receivable": -158_750,
            "settlement-account": credited,
            "suspense": left,
        }

    async def test_credits_in_parts(self, treasury: Treasury) -> None:
        await treasury.notice(ONE, TWO)
        await treasury.take_report([ONE, TWO])
        await treasury.take_statement(Moved(100_000), Moved(60_000), Moved(-1_250))
        assert await treasury.kinds() == []

    async def test_has_money_nobody_knows(self, treasury: Treasury) -> None:
        await treasury.notice(ONE, TWO)
        await treasury.take_report([ONE, TWO])
        await treasury.take_statement(BOTH, Moved(7_000, "rent"), Moved(-2_000, "charges"))
        assert await treasury.kinds() == ["unknown-bank-credit", "unknown-bank-debit"]
        await treasury.explain("unknown-bank-credit", "unknown-bank-debit")
        await treasury.close()
        assert await treasury.accounts() == {
            "receivable": -158_750,
            "settlement-account": 163_750,
            "suspense": -5_000,
        }

    async def test_credits_a_day_later(self, treasury: Treasury) -> None:
        await treasury.notice(ONE)
        await treasury.take_report([ONE])
        await treasury.take_statement(Moved(1_000, "rent"))
        assert await treasury.kinds() == ["bank-short", "unknown-bank-credit"]
        late = next_statement(108_750, text=f"MFEP/{DAY:%Y%m%d}")
        await treasury.take_statement(content=late)
        assert [one.kind for one in await treasury.open()] == ["unknown-bank-credit"]

    async def test_credits_a_closed_day_too_late(self, treasury: Treasury) -> None:
        await treasury.notice(ONE)
        await treasury.take_report([ONE])
        await treasury.take_statement(Moved(100_000))
        await treasury.explain("bank-short")
        await treasury.close()
        late = next_statement(8_750, text=f"MFEP/{DAY:%Y%m%d}")
        await treasury.take_statement(content=late)
        assert await treasury.kinds(NEXT_DAY) == ["bank-late"]


class TestExplaining:
    async def test_another_sum_needs_another_explanation(self, treasury: Treasury) -> None:
        await treasury.notice(ONE)
        await treasury.take_report([ONE])
        await treasury.take_statement(Moved(100_000))
        await treasury.explain("bank-short")
        more = next_statement(1_000, text=f"MFEP/{DAY:%Y%m%d}")
        await treasury.take_statement(content=more)
        with pytest.raises(OpenDifferences):
            await treasury.close()
        [found] = await treasury.open()
        assert (found.facts["difference"], found.explanation) == ("7.750", None)

    async def test_one_cause_explains_many(self, treasury: Treasury) -> None:
        await treasury.notice(*(Told(f"M{number}") for number in range(5)))
        await treasury.take_report([ONE])
        async with acting(treasury.engine, treasury.treasurer) as work:
            count = await explain_differences(
                work, DAY, kind="ours-missing", explanation="sent with the next report"
            )
        assert count == 5
        assert {one.explanation for one in await treasury.open()} == {"sent with the next report"}
        with pytest.raises(NoneToExplain):
            async with acting(treasury.engine, treasury.treasurer) as work:
                await explain_differences(work, DAY, kind="ours-missing", explanation="again")

    async def test_stands_once_the_day_is_closed(self, treasury: Treasury) -> None:
        await treasury.notice(ONE)
        await treasury.take_report([ONE])
        await treasury.take_statement(Moved(100_000))
        await treasury.explain("bank-short")
        await treasury.close()
        [found] = await treasury.open()
        assert found.explanation == "looked into"
        with pytest.raises(NothingToExplain):
            async with acting(treasury.engine, treasury.treasurer) as work:
                await explain_difference(work, found.exception_id, explanation="otherwise")

    async def test_a_difference_has_an_owner_who_is_a_treasurer(self, treasury: Treasury) -> None:
        await treasury.notice(ONE)
        await treasury.take_report([TWO])
        [found] = await treasury.open()
        colleague = await staff(treasury.engine, "treasurer")
        async with acting(treasury.engine, treasury.treasurer) as work:
            owned = await own_difference(work, found.exception_id, owner=colleague.subject)
        assert owned.owner == colleague.subject
        with pytest.raises(NotATreasurer):
            async with acting(treasury.engine, treasury.treasurer) as work:
                await own_difference(work, found.exception_id, owner=somebody("staff").subject)
