"""An employer and his January file, as the journeys tell them: through the gateway."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from deploy.demo.january import PAYROLL, close
from deploy.demo.steps import BILLING, BRANCH, MOVEMENTS, SHEET, Journey
from deploy.demo.visitor import caught_up, known, until_checked
from deploy.gateway.configuration import BODY_BYTES
from services.payroll.gateways.january_workbook import read
from tests.services.movements.workbooks import row_for, workers
from tests.services.movements.workbooks import workbook as movements_workbook
from tests.services.payroll.workbooks import row, workbook


async def enrols(journey: Journey, started_on: date, wages: Sequence[int]) -> None:
    """The clerk enrols workers at these wages (dinars); the branch approves, everybody hears."""
    people = workers(len(wages))
    rows = [
        row_for(one, started_on=started_on, wage=Decimal(wage), phone=None)
        for one, wage in zip(people, wages, strict=True)
    ]
    files = {"file": ("enrolment.xlsx", movements_workbook(rows), SHEET)}
    month = f"{started_on:%Y-%m}"
    path = f"{MOVEMENTS}{journey.of_establishment}"
    await known(journey.clerk, f"{path}/batches")
    uploaded = await journey.clerk.post(f"{path}/workbooks", data={"month": month}, files=files)
    one = f"{MOVEMENTS}/workbooks/{uploaded['workbook_id']}"
    await until_checked(journey.clerk, one)
    batch = await journey.clerk.post(f"{one}/send", {"leave_out_faulty": False})
    journey.officer = await journey.employee("officer", BRANCH)
    decision = {"decision": "approve", "version": 1}
    path = f"{MOVEMENTS}/batches/{batch['batch_id']}/decision"
    await journey.officer.post(path, decision)
    journey.clerk.positions.update(journey.officer.positions)
    for service in (BILLING, PAYROLL):
        await known(journey.clerk, f"{service}{journey.of_establishment}{_SHOWS[service]}")
        await caught_up(journey.clerk, f"{service}{journey.of_establishment}{_SHOWS[service]}")


_SHOWS = {BILLING: "/bill", PAYROLL: "/january"}


async def closes(journey: Journey, *months: str) -> None:
    """The treasurer closes months of the establishment, one after the other."""
    journey.treasurer = await journey.employee("treasurer")
    await close(journey, *months)


async def template(journey: Journey, year: int) -> dict[str, dict[str, Any]]:
    """The rows of the downloaded workbook by insurance number; none if payroll knows nobody."""
    path = f"{PAYROLL}{journey.of_establishment}/january-template.xlsx"
    answer = await journey.clerk.ask("GET", path, params={"year": year})
    if answer.status_code == 422 and answer.json()["type"].endswith(":nobody-in-january"):
        return {}
    assert answer.status_code == 200, answer.text
    return {
        str(one.cells["insurance_number"]): dict(one.cells) for one in await read(answer.content)
    }


def filled(wages: Mapping[str, int]) -> bytes:
    """The workbook with a January wage (dinars) by insurance number."""
    return workbook(*(row(number, wage) for number, wage in wages.items()))


def of_another_establishment() -> bytes:
    """A long file without anybody of ours: larger than a request other than an upload may be."""
    content = filled({str(4_999_000_000 + number): 500 for number in range(5000)})
    assert len(content) > BODY_BYTES
    return content


async def uploads(journey: Journey, content: bytes, year: int) -> Any:
    """A January file with its verdict."""
    files = {"file": ("january.xlsx", content, SHEET)}
    path = f"{PAYROLL}{journey.of_establishment}/january-files"
    uploaded = await journey.clerk.post(path, data={"year": str(year)}, files=files)
    return await until_checked(journey.clerk, f"{PAYROLL}/january-files/{uploaded['file_id']}")


async def sends(journey: Journey, content: bytes, year: int) -> Any:
    """The receipt of a file that is whole."""
    file = await uploads(journey, content, year)
    return await journey.clerk.post(f"{PAYROLL}/january-files/{file['file_id']}/send")


async def accepts(journey: Journey, file_id: str) -> Any:
    """The officer finds the file in his queue and accepts it."""
    queue = (await journey.officer.get(f"{PAYROLL}/january-files", limit=200))["items"]
    [file] = [one for one in queue if one["file_id"] == file_id]
    decision = {"decision": "accept", "version": file["version"]}
    path = f"{PAYROLL}/january-files/{file_id}/decision"
    return await journey.officer.post(path, decision)


Document = tuple[str, str, str, str | None]


async def documents(journey: Journey) -> list[Document]:
    """Kind, month, amount and the causing file of all that was billed, oldest month first."""
    found = await journey.clerk.get(f"{BILLING}{journey.of_establishment}/invoices")
    return [
        (one["kind"], one["month"], one["amount_due"], (one["cause"] or {}).get("number"))
        for one in found["items"]
    ]
