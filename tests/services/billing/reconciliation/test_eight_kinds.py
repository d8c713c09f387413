"""The simulated hub and bank against the service: eight planted kinds found, none invented."""

from collections import Counter

import httpx
import pytest

from deploy.simulators.bank.app import create_application as bank_application
from deploy.simulators.bank.hub import HubLine
from tests.services.billing.reconciliation.conftest import Treasury
from tests.services.billing.reconciliation.files import ACCOUNT, DAY, Told
from tests.simulators.calling import client_of
from tests.simulators.test_hub import Pair, pair

NUMBERS = [f"T{number}" for number in range(1, 13)]
IN_THE_REPORT = (
    "foreign-line",
    "amount-differs",
    "duplicate-line",
    "ours-missing",
    "reversed",
    "lost-notice",
)


async def paid_day(treasury: Treasury) -> Pair:
    """Twelve payments that the hub takes and tells of."""
    both = pair()
    for number in NUMBERS:
        order = {"transaction": number, "billing_no": "981000001", "stmt_date": DAY.isoformat()}
        await both.pay(**order, amount="108.750")
    await treasury.notice(*(Told(number) for number in both.biller.posted))
    return both


async def evening(
    treasury: Treasury, both: Pair, *, report: list[object], bank: list[object], form: str
) -> None:
    """The files of the day come and are imported."""
    day = DAY.isoformat()
    told = await both.hub.post(
        "/v1/reports",
        json={"day": day, "format": "xlsx" if form == "camt053" else "csv", "planted": report},
    )
    assert told.status_code == 200
    uploaded = await treasury.upload("hub-report", told.content, "report")
    assert uploaded.state == "ready", uploaded.refusal
    await treasury.import_report(uploaded.import_id)
    writer: httpx.AsyncClient = client_of(bank_application(HubLine(both.hub), ACCOUNT))
    order = {"day": day, "format": form, "planted": bank}
    await treasury.take_statement(content=(await writer.post("/v1/statements", json=order)).content)


@pytest.mark.parametrize("form", ["camt053", "mt940", "csv"])
async def test_a_clean_day_has_no_difference(treasury: Treasury, form: str) -> None:
    both = await paid_day(treasury)
    await evening(treasury, both, report=[], bank=[], form=form)
    assert await treasury.kinds() == []
    await treasury.close()
    assert await treasury.accounts() == {
        "receivable": -12 * 108_750,
        "settlement-account": 12 * 108_750,
    }


@pytest.mark.parametrize("form", ["camt053", "mt940", "csv"])
async def test_all_eight_are_found_at_once(treasury: Treasury, form: str) -> None:
    both = await paid_day(treasury)
    report: list[object] = [{"kind": kind} for kind in IN_THE_REPORT]
    bank: list[object] = [{"kind": "bank-short"}, {"kind": "unknown-bank-credit"}]
    await evening(treasury, both, report=report, bank=bank, form=form)
    assert Counter(await treasury.kinds()) == Counter(
        [*IN_THE_REPORT, "bank-short", "unknown-bank-credit"]
    )
    await treasury.explain(*IN_THE_REPORT, "bank-short", "unknown-bank-credit")
    await treasury.close()
    waiting = sum(one.amount for one in await treasury.suspense())
    assert (await treasury.accounts())["suspense"] == -waiting


@pytest.mark.parametrize("kind", IN_THE_REPORT)
async def test_each_is_found_alone(treasury: Treasury, kind: str) -> None:
    both = await paid_day(treasury)
    await evening(treasury, both, report=[{"kind": kind}], bank=[], form="mt940")
    assert await treasury.kinds() == [kind]


@pytest.mark.parametrize("kind", ["bank-short", "unknown-bank-credit"])
async def test_each_of_the_bank_is_found_alone(treasury: Treasury, kind: str) -> None:
    both = await paid_day(treasury)
    await evening(treasury, both, report=[], bank=[{"kind": kind}], form="csv")
    assert await treasury.kinds() == [kind]
