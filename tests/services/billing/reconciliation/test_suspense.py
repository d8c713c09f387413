"""Money without an owner: it waits, visible and aged, until the treasurer knows whose it is."""

import pytest

from services.billing.queries import payments
from services.billing.use_cases.assign_suspense import (
    NotInSuspense,
    UnknownEstablishment,
    assign_suspense,
)
from services.billing.use_cases.offset_suspense import DoNotOffset, offset_suspense
from tests.services.billing.reconciliation.conftest import Treasury
from tests.services.billing.reconciliation.files import DAY, Moved, Told
from tests.services.billing.reconciliation.test_differences import NEXT, NEXT_DAY, next_statement
from tests.services.people import acting

ONE = Told("T1")
STRANGER = ONE.but(billing_no="555")


async def assign(treasury: Treasury, number: str = "1000001") -> None:
    [waiting] = await treasury.suspense()
    async with acting(treasury.engine, treasury.treasurer) as work:
        await assign_suspense(work, waiting.exception_id, establishment_number=number)


async def test_is_given_to_the_establishment_it_belongs_to(treasury: Treasury) -> None:
    await treasury.notice(STRANGER)
    await assign(treasury)
    assert await treasury.accounts() == {"bank-hub": 108_750, "receivable": -108_750}
    assert await treasury.suspense() == []
    async with acting(treasury.engine) as work:
        [own] = await payments.payments_of(
            work, treasury.employer.establishment_id, before=None, limit=9
        )
    assert own.transaction == "T1"


async def test_is_settled_under_the_key_of_its_reception(treasury: Treasury) -> None:
    await treasury.notice(STRANGER)
    await assign(treasury)
    await treasury.take_report([STRANGER])
    await treasury.take_statement(Moved(108_750))
    await treasury.close()
    received, settled = [
        (await treasury.events(name))[0] for name in ("PaymentReceived", "PaymentSettled")
    ]
    assert settled["key_id"] == received["key_id"] == settled["payment_id"]
    assert settled["establishment_id"] == str(treasury.employer.establishment_id)


async def test_is_given_once_and_to_somebody_there_is(treasury: Treasury) -> None:
    await treasury.notice(STRANGER)
    with pytest.raises(UnknownEstablishment):
        await assign(treasury, "9999999")
    [waiting] = await treasury.suspense()
    await assign(treasury)
    with pytest.raises(NotInSuspense):
        async with acting(treasury.engine, treasury.treasurer) as work:
            await assign_suspense(work, waiting.exception_id, establishment_number="1000001")


async def test_a_sum_that_lacks_can_be_laid_on_whom_it_concerns(treasury: Treasury) -> None:
    await treasury.notice(ONE)
    await treasury.take_report([ONE.but(amount="100.000")])
    await treasury.take_statement(Moved(100_000))
    await treasury.explain("amount-differs")
    await treasury.close()
    await assign(treasury)
    assert await treasury.balance() == -100_000
    assert await treasury.accounts() == {"receivable": -100_000, "settlement-account": 100_000}


async def test_what_lacked_is_set_against_what_came_late(treasury: Treasury) -> None:
    await treasury.notice(ONE)
    await treasury.take_report([ONE])
    await treasury.take_statement(Moved(100_000))
    await treasury.explain("bank-short")
    await treasury.close()
    late = next_statement(8_750, text=f"MFEP/{DAY:%Y%m%d}")
    await treasury.take_statement(content=late)
    lines = [Told("T5", "1.000", day=NEXT)]
    await treasury.take_report(lines)
    await treasury.explain("bank-short", "bank-late", day=NEXT_DAY)
    await treasury.close(NEXT_DAY)
    lacking, late_one, rest = sorted(await treasury.suspense(), key=lambda one: one.amount)[:3]
    assert (lacking.amount, rest.amount) == (-8_750, 8_750)
    async with acting(treasury.engine, treasury.treasurer) as work:
        with pytest.raises(DoNotOffset):
            await offset_suspense(work, lacking.exception_id, against=late_one.exception_id)
    async with acting(treasury.engine, treasury.treasurer) as work:
        await offset_suspense(work, lacking.exception_id, against=rest.exception_id)
    assert [one.exception_id for one in await treasury.suspense()] == [late_one.exception_id]
