"""Payroll's API as a liaison officer and an officer of the branch use it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import httpx
import pytest

from chassis.workbooks.reading import SheetRow
from services.movements.api import internal
from services.payroll.api import router
from services.payroll.gateways import january_workbook
from services.payroll.gateways.people import People
from tests.services.clients import Api, api_of
from tests.services.payroll.conftest import Payroll
from tests.services.payroll.workbooks import Hired, wages
from tests.services.peers import peer_away, peer_of
from tests.services.people import employer, staff


@pytest.fixture
async def api(payroll: Payroll) -> AsyncIterator[Api]:
    async with api_of(payroll.engine, router, name="payroll", gateways=payroll.gateways) as made:
        yield made


def own(payroll: Payroll) -> str:
    return f"/establishments/{payroll.employer.establishment_id}"


async def uploaded(api: Api, payroll: Payroll, content: bytes) -> Any:
    files = {"file": ("january.xlsx", content)}
    path = f"{own(payroll)}/january-files"
    answer = await api.ask(
        payroll.employer.officer, "POST", path, files=files, data={"year": "2026"}
    )
    assert answer.status_code == 202, answer.text
    await payroll.check()
    file = await api.ask(
        payroll.employer.officer, "GET", f"/january-files/{answer.json()['file_id']}"
    )
    return file.json()


async def rows_of(content: bytes) -> list[SheetRow]:
    return await january_workbook.read(content)


async def test_the_template_has_everybody_with_the_wage_last_known(
    api: Api, payroll: Payroll
) -> None:
    basel = await payroll.hires("باسل", wage="410.500")
    amal = await payroll.hires("أمل", on=date(2026, 1, 7))
    path = f"{own(payroll)}/january-template.xlsx"
    answer = await api.ask(payroll.employer.officer, "GET", path, params={"year": 2026})
    assert answer.status_code == 200
    assert 'filename="january-2026.xlsx"' in answer.headers["content-disposition"]
    assert [dict(row.cells) for row in await rows_of(answer.content)] == [
        {
            "insurance_number": worker.number,
            "name": worker.name,
            "covered_since": since,
            "wage_before": wage,
            "wage": None,
        }
        for worker, since, wage in (
            (amal, date(2026, 1, 7), Decimal(500)),
            (basel, date(2025, 3, 1), Decimal("410.5")),
        )
    ]


async def test_the_january_says_for_how_many_and_until_when(api: Api, payroll: Payroll) -> None:
    await payroll.hires("أمل")
    path = f"{own(payroll)}/january"
    answer = await api.ask(payroll.employer.officer, "GET", path, params={"year": 2026})
    assert answer.json() == {
        "year": 2026,
        "workers": 1,
        "due_on": "2026-03-31",
        "standing": None,
    }


async def test_the_returned_workbook_can_be_completed_and_sent(api: Api, payroll: Payroll) -> None:
    """Its remarks name what is wrong; who was left out has a row to fill in."""
    amal, basel = await payroll.hires("أمل"), await payroll.hires("باسل", wage="410.500")
    officer = payroll.employer.officer
    file = await uploaded(api, payroll, wages({amal: 200}))
    assert (file["rows_faulty"], file["rows_missing"]) == (1, 1)
    refused = await api.ask(officer, "POST", f"/january-files/{file['file_id']}/send")
    assert refused.status_code == 422
    assert refused.json()["type"] == "urn:daman:refusal:faulty-file"
    assert refused.json()["detail_ar"]

    path = f"/january-files/{file['file_id']}/returned.xlsx"
    back = await rows_of((await api.ask(officer, "GET", path)).content)
    assert [(row.cells["insurance_number"], row.cells["name"]) for row in back] == [
        (amal.number, None),
        (basel.number, "باسل"),
    ]
    assert back[1].cells["wage_before"] == Decimal("410.5")
    completed = await uploaded(api, payroll, wages({amal: 510, basel: 420}))
    receipt = await api.ask(officer, "POST", f"/january-files/{completed['file_id']}/send")
    assert receipt.json()["already_sent"] is False
    assert receipt.headers["daman-position"].startswith("payroll.files.v1=")


async def test_rows_are_shown_by_kind_and_with_the_names_of_the_register(
    api: Api, payroll: Payroll
) -> None:
    amal, basel = await payroll.hires("أمل"), await payroll.hires("باسل")
    dina = await payroll.hires("دينا")
    content = wages({amal: 700, basel: 1})
    file = await uploaded(api, payroll, content)

    async def shown(which: str | None) -> list[tuple[int | None, str | None]]:
        params = {} if which is None else {"which": which}
        path = f"/january-files/{file['file_id']}/rows"
        found = await api.ask(payroll.employer.officer, "GET", path, params=params)
        return [
            (one["row"], one["person"] and one["person"]["name_ar"])
            for one in found.json()["items"]
        ]

    assert await shown("questioned") == [(2, "أمل")]
    assert await shown("faulty") == [(3, "باسل")]
    assert await shown("missing") == [(None, dina.name)]
    assert await shown(None) == [(2, "أمل"), (3, "باسل"), (None, "دينا")]


async def test_while_movements_is_away_rows_come_without_names_and_a_template_says_so(
    payroll: Payroll,
) -> None:
    amal: Hired = await payroll.hires("أمل")
    file = await payroll.checked(wages({amal: 510}))
    away = replace(payroll.gateways, people=People(peer_away("movements", caller="payroll")))
    officer = payroll.employer.officer
    async with api_of(payroll.engine, router, name="payroll", gateways=away) as cut_off:
        rows = await cut_off.ask(officer, "GET", f"/january-files/{file.file_id}/rows")
        [row] = rows.json()["items"]
        assert (row["person"], row["cells"]["insurance_number"]) == (None, amal.number)
        path = f"{own(payroll)}/january-template.xlsx"
        refused = await cut_off.ask(officer, "GET", path, params={"year": 2026})
    assert refused.status_code == 503
    assert refused.json()["type"] == "urn:daman:refusal:out-of-order"


async def test_the_officer_finds_it_in_his_queue_and_decides(api: Api, payroll: Payroll) -> None:
    amal = await payroll.hires("أمل")
    file = await uploaded(api, payroll, wages({amal: 510}))
    unsent = await uploaded(api, payroll, wages({amal: 520}))
    path = f"/january-files/{file['file_id']}"
    await api.ask(payroll.employer.officer, "POST", f"{path}/send")
    officer = await payroll.officer()
    queue = (await api.ask(officer, "GET", "/january-files")).json()["items"]
    assert [one["file_id"] for one in queue] == [file["file_id"]]
    assert (await api.ask(officer, "GET", f"/january-files/{unsent['file_id']}")).status_code == 404

    decision = {"decision": "reject", "version": queue[0]["version"]}
    silent = await api.ask(officer, "POST", f"{path}/decision", json=decision)
    assert silent.json()["type"] == "urn:daman:refusal:reason-needed"
    decision |= {"decision": "accept"}
    accepted = await api.ask(officer, "POST", f"{path}/decision", json=decision)
    assert accepted.json()["state"] == "accepted"
    stale = await api.ask(officer, "POST", f"{path}/decision", json=decision)
    assert stale.status_code == 409
    january = await api.ask(
        payroll.employer.officer, "GET", f"{own(payroll)}/january", params={"year": 2026}
    )
    assert january.json()["standing"]["number"] == accepted.json()["number"]


async def test_nobody_else_sees_anything_of_it(api: Api, payroll: Payroll) -> None:
    amal = await payroll.hires("أمل")
    file = await payroll.sent(wages({amal: 510}))
    stranger = await employer(payroll.engine, number="1000002")
    elsewhere = await staff(payroll.engine, "officer", "zarqa")
    paths = [
        f"/january-files/{file.file_id}",
        f"/january-files/{file.file_id}/rows",
        f"/january-files/{file.file_id}/returned.xlsx",
        f"{own(payroll)}/january",
        f"{own(payroll)}/january-files",
        f"{own(payroll)}/january-template.xlsx",
    ]
    for path in paths:
        for caller, status in ((stranger.officer, 404), (elsewhere, 404), (None, 401)):
            answer = await api.ask(caller, "GET", path)
            assert answer.status_code == status, (path, answer.text)
    assert (await api.ask(stranger.officer, "GET", "/january-files")).status_code == 404
    assert (await api.ask(elsewhere, "GET", "/january-files")).json()["items"] == []


async def test_names_are_told_to_payroll_alone(payroll: Payroll) -> None:
    peer = peer_of(payroll.movements, internal, name="movements", caller="notifications")
    with pytest.raises(httpx.HTTPStatusError, match="401"):
        await People(peer).known([payroll.employer.establishment_id])


async def test_a_january_without_known_figures_is_refused_by_name(
    api: Api, payroll: Payroll
) -> None:
    answer = await api.ask(
        payroll.employer.officer, "GET", f"{own(payroll)}/january", params={"year": 1950}
    )
    assert answer.status_code == 422
    assert answer.json()["type"] == "urn:daman:refusal:january-not-known"
