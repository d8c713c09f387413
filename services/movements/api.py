"""What movements answers."""

import asyncio
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, File, Form, Query, Request, Response, UploadFile

from chassis.authorize import EVERYWHERE, acts_for, branches_of, caller_of, sees
from chassis.copies import known_establishment
from chassis.errors import Message, NotFound, Refusal
from chassis.http import paging
from chassis.http.edge import InternalRoute, Work, WorkRoute
from chassis.http.internal import only
from chassis.http.paging import Page
from chassis.http.sheets import sheet
from chassis.unit_of_work import UnitOfWork
from services.movements import queries, schemas, views
from services.movements.gateways import Gateways, movement_workbook
from services.movements.models import Batch, Workbook
from services.movements.use_cases.approve_batch import approve_batch
from services.movements.use_cases.reject_batch import reject_batch
from services.movements.use_cases.return_batch import return_batch
from services.movements.use_cases.send_workbook import send_workbook
from services.movements.use_cases.submit_stops import Stop, submit_stops
from services.movements.use_cases.upload_workbook import upload_workbook

router = APIRouter(route_class=WorkRoute, prefix="/v1")
internal = APIRouter(route_class=InternalRoute, prefix="/internal/v1", include_in_schema=False)


class ReasonNeeded(Refusal):
    """A batch is returned or rejected with a reason."""

    message = Message(
        ar="يلزم ذكر السبب عند الإعادة أو الرفض.",
        en="Returning or rejecting needs a reason.",
        fix_ar="كتابة السبب ثم إعادة الإرسال.",
        fix_en="Write the reason and send again.",
    )


def gateways_of(request: Request) -> Gateways:
    """Registry and files of this process."""
    found: Gateways = request.app.state.gateways
    return found


Outside = Annotated[Gateways, Depends(gateways_of)]


@router.get("/establishments/{establishment_id}/movements-template.xlsx", response_class=Response)
async def get_template(establishment_id: UUID, work: Work) -> Response:
    """The workbook to fill in, with the establishment's own people on the sheet of stops."""
    establishment = await acts_for(work, establishment_id)
    today = work.today(establishment)
    found = await queries.workers(work, establishment_id, on=today, after=None, limit=None)
    reasons = await queries.stop_reasons(work, on=today)
    workers = [views.template_row(*one) for one in found if one[0].stopped_on is None]
    content = await asyncio.to_thread(movement_workbook.personal_template, workers, reasons)
    return sheet(content, "movements.xlsx")


@router.post("/establishments/{establishment_id}/workbooks", status_code=202)
async def post_workbook(
    establishment_id: UUID,
    file: Annotated[UploadFile, File()],
    work: Work,
    outside: Outside,
    month: Annotated[str | None, Form(max_length=10)] = None,
) -> schemas.WorkbookView:
    """Upload a workbook to be checked; the same content already sent gives that one back."""
    workbook = await upload_workbook(
        work,
        establishment_id=establishment_id,
        month=month,
        file_name=file.filename or "workbook.xlsx",
        content=await file.read(),
        files=outside.files,
    )
    return views.workbook_view(workbook)


@router.get("/workbooks/{workbook_id}")
async def get_workbook(workbook_id: UUID, work: Work) -> schemas.WorkbookView:
    """A workbook of an establishment the caller acts for."""
    return views.workbook_view(await _own_workbook(work, workbook_id))


@router.get("/workbooks/{workbook_id}/rows")
async def list_workbook_rows(
    workbook_id: UUID,
    work: Work,
    faulty: bool | None = None,
    cursor: paging.Cursor = None,
    limit: paging.Limit = 50,
) -> Page[schemas.WorkbookRowView]:
    """Rows with their findings, in the order of the sheet."""
    await _own_workbook(work, workbook_id)
    rows = await queries.workbook_rows(
        work, workbook_id, after=paging.number(cursor), limit=limit, faulty=faulty
    )
    return paging.page(rows, limit, views.workbook_row_view, key=lambda row: row.place)


@router.get("/workbooks/{workbook_id}/returned.xlsx", response_class=Response)
async def get_returned(workbook_id: UUID, work: Work) -> Response:
    """The workbook as it was written, each faulty cell with what is wrong in it."""
    await _own_workbook(work, workbook_id)
    rows = await queries.workbook_rows(work, workbook_id)
    content = await asyncio.to_thread(movement_workbook.returned_workbook, rows)
    return sheet(content, "movements-verdict.xlsx")


@router.post("/workbooks/{workbook_id}/send")
async def post_send(
    workbook_id: UUID, body: schemas.SendRequest, work: Work
) -> schemas.ReceiptView:
    """Send the good rows to the branch; the receipt says if the file had been sent before."""
    batch, already = await send_workbook(work, workbook_id, leave_out_faulty=body.leave_out_faulty)
    return views.receipt_view(batch, already_sent=already)


@router.get("/establishments/{establishment_id}/batches")
async def list_own_batches(
    establishment_id: UUID,
    work: Work,
    state: schemas.BatchState | None = None,
    cursor: paging.Cursor = None,
    limit: paging.Limit = 50,
) -> Page[schemas.BatchView]:
    """Batches of an establishment the caller acts for, newest first; or those in one state."""
    await acts_for(work, establishment_id)
    found = await queries.batches_of(
        work, establishment_id, state=state, before=paging.identifier(cursor), limit=limit
    )
    return await _batch_page(work, found, limit)


@router.get("/batches")
async def list_queue(
    work: Work,
    state: schemas.BatchState = "under_review",
    cursor: paging.Cursor = None,
    limit: paging.Limit = 50,
) -> Page[schemas.BatchView]:
    """The officer's queue: batches of his branches, oldest first."""
    branches = await branches_of(work, "officer")
    found = await queries.queue(
        work,
        None if EVERYWHERE in branches else branches,
        state=state,
        after=paging.identifier(cursor),
        limit=limit,
    )
    return await _batch_page(work, found, limit)


@router.get("/batches/{batch_id}")
async def get_batch(batch_id: UUID, work: Work) -> schemas.BatchView:
    """A batch, for its sender and for officers of its branch."""
    return await _batch_view(work, await _visible_batch(work, batch_id))


@router.get("/batches/{batch_id}/rows")
async def list_batch_rows(
    batch_id: UUID, work: Work, cursor: paging.Cursor = None, limit: paging.Limit = 50
) -> Page[schemas.BatchRowView]:
    """The movements of a batch."""
    await _visible_batch(work, batch_id)
    rows = await queries.batch_rows(work, batch_id, after=paging.number(cursor), limit=limit)
    persons = await queries.persons_by_id(work, views.person_ids(rows))
    reasons = {one.code: one for one in await queries.all_stop_reasons(work)}
    return paging.page(
        rows,
        limit,
        lambda row: views.batch_row_view(row, persons, reasons),
        key=lambda row: row.place,
    )


@router.post("/batches/{batch_id}/decision")
async def post_decision(
    batch_id: UUID, body: schemas.DecisionRequest, work: Work
) -> schemas.BatchView:
    """Decide a batch (role: officer of its branch)."""
    if body.decision == "approve":
        return await _batch_view(work, await approve_batch(work, batch_id, version=body.version))
    if body.reason is None:
        raise ReasonNeeded
    decide = return_batch if body.decision == "return" else reject_batch
    batch = await decide(work, batch_id, version=body.version, reason=body.reason)
    return await _batch_view(work, batch)


@router.get("/establishments/{establishment_id}/workers")
async def list_workers(
    establishment_id: UUID,
    work: Work,
    *,
    left: bool = False,
    coverage_id: Annotated[list[UUID] | None, Query(max_length=paging.PAGE_ROWS_MAX)] = None,
    cursor: paging.Cursor = None,
    limit: paging.Limit = 50,
) -> Page[schemas.WorkerView]:
    """Who is covered today or will be, for the employer and officers of its branch.

    With `left` also those who were covered once; with ids of cover only those.
    """
    establishment = await sees(work, establishment_id, role="officer")
    found = await queries.workers(
        work,
        establishment_id,
        on=None if left else work.today(establishment),
        among=coverage_id,
        after=paging.identifier(cursor),
        limit=limit,
    )
    return paging.page(
        found, limit, lambda one: views.worker_view(*one), key=lambda one: one[0].coverage_id
    )


@router.post("/establishments/{establishment_id}/stops", status_code=201)
async def post_stops(
    establishment_id: UUID, body: schemas.StopsRequest, work: Work
) -> schemas.BatchView:
    """Send stops to the branch."""
    stops = [Stop(**stop.model_dump()) for stop in body.stops]
    return await _batch_view(work, await submit_stops(work, establishment_id, stops))


@router.get("/persons/{insurance_number}")
async def get_person(insurance_number: str, work: Work) -> schemas.PersonView:
    """An insured person by his insurance number (role: officer); the look itself is an entry."""
    await branches_of(work, "officer")
    found = await queries.insured_persons(work, insurance=[insurance_number])
    if not found:
        raise NotFound
    [person] = found
    work.record(
        "read",
        "person-read",
        about=("person", person.person_id),
        person_id=person.person_id,
    )
    return schemas.PersonView.model_validate(person.model_dump())


@router.get("/stop-reasons")
async def list_stop_reasons(work: Work, on: date | None = None) -> schemas.StopReasonsView:
    """Reasons that may be chosen for a last day (default: today)."""
    await caller_of(work)
    found = await queries.stop_reasons(work, on=on or work.today())
    items = [schemas.StopReasonView.model_validate(one.model_dump()) for one in found]
    return schemas.StopReasonsView(items=items)


@internal.post("/persons", dependencies=[Depends(only("payroll"))])
async def post_persons(body: schemas.PersonsRequest, work: Work) -> schemas.PersonsView:
    """Insurance numbers and names of persons."""
    found = await queries.persons_by_id(work, body.person_ids)
    items = [schemas.PersonView.model_validate(one.model_dump()) for one in found.values()]
    return schemas.PersonsView(items=items)


@internal.post("/insurance-numbers", dependencies=[Depends(only("identity"))])
async def post_insurance_number(
    body: schemas.InsuranceNumberRequest, work: Work
) -> schemas.InsuranceNumberView:
    """The insurance number of a person, none for who was never enrolled; the look is an entry."""
    found = await queries.insured_persons(work, national=[body.national_number])
    if not found:
        return schemas.InsuranceNumberView(insurance_number=None)
    [person] = found
    about = ("person", person.person_id)
    work.record("read", "insurance-number-asked", about=about, person_id=person.person_id)
    return schemas.InsuranceNumberView(insurance_number=person.insurance_number)


@internal.post("/contacts", dependencies=[Depends(only("notifications"))])
async def post_contact(body: schemas.ContactRequest, work: Work) -> schemas.ContactView:
    """The phone of an insured person."""
    person = (await queries.persons_by_id(work, [body.person_id])).get(body.person_id)
    if person is None:
        raise NotFound
    return schemas.ContactView(phone=person.phone, language="ar")


async def _own_workbook(work: UnitOfWork, workbook_id: UUID) -> Workbook:
    workbook = await queries.workbook(work, workbook_id)
    if workbook is None:
        raise NotFound
    await acts_for(work, workbook.establishment_id)
    return workbook


async def _visible_batch(work: UnitOfWork, batch_id: UUID) -> Batch:
    batch = await queries.batch(work, batch_id)
    if batch is None:
        raise NotFound
    await sees(work, batch.establishment_id, role="officer")
    return batch


async def _batch_view(work: UnitOfWork, batch: Batch) -> schemas.BatchView:
    return views.batch_view(batch, await known_establishment(work, batch.establishment_id))


async def _batch_page(
    work: UnitOfWork, batches: list[Batch], limit: int
) -> Page[schemas.BatchView]:
    shown = [await _batch_view(work, batch) for batch in batches]
    return paging.page(shown, limit, lambda view: view, key=lambda view: view.batch_id)
