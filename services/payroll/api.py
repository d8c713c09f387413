"""What payroll answers."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, File, Form, Query, Request, Response, UploadFile

from chassis.authorize import EVERYWHERE, acts_for, branches_of, sees
from chassis.copies import known_establishment
from chassis.errors import Message, NotFound, Refusal
from chassis.http import paging
from chassis.http.edge import Work, WorkRoute
from chassis.http.paging import Page
from chassis.http.sheets import sheet
from chassis.peers import PeerUnavailable
from chassis.unit_of_work import UnitOfWork
from services.payroll import queries, registers, schemas, views
from services.payroll.gateways import Gateways, january_workbook
from services.payroll.gateways.people import Person
from services.payroll.models import FileRow, JanuaryFile
from services.payroll.use_cases.accept_file import accept_file
from services.payroll.use_cases.reject_file import reject_file
from services.payroll.use_cases.send_file import send_file
from services.payroll.use_cases.upload_file import upload_file

OFFICER = "officer"

router = APIRouter(route_class=WorkRoute, prefix="/v1")

YearAsked = Annotated[schemas.Year | None, Query()]


class ReasonNeeded(Refusal):
    """A file is rejected with a reason."""

    message = Message(
        ar="يلزم ذكر السبب عند الرفض.",
        en="Rejecting needs a reason.",
        fix_ar="كتابة السبب ثم إعادة الإرسال.",
        fix_en="Write the reason and send again.",
    )


def gateways_of(request: Request) -> Gateways:
    """Files and peers of this process."""
    found: Gateways = request.app.state.gateways
    return found


Outside = Annotated[Gateways, Depends(gateways_of)]


@router.get("/establishments/{establishment_id}/january")
async def get_january(
    establishment_id: UUID, work: Work, year: YearAsked = None
) -> schemas.JanuaryView:
    """A January (default: of the year of the business date): how many workers, due when."""
    establishment = await acts_for(work, establishment_id)
    asked = year or work.today(establishment).year
    stands = await queries.standing_file(work, establishment_id, asked)
    return schemas.JanuaryView(
        year=asked,
        workers=await queries.workers_in_january(work, establishment_id, asked),
        due_on=await registers.due_on(work, asked),
        standing=None if stands is None else views.file_view(stands, establishment),
    )


@router.get("/establishments/{establishment_id}/january-template.xlsx", response_class=Response)
async def get_template(
    establishment_id: UUID, work: Work, outside: Outside, year: YearAsked = None
) -> Response:
    """The workbook to fill in: a row for everybody who was in service in January of the year."""
    establishment = await acts_for(work, establishment_id)
    asked = await registers.january_of(work, establishment, year)
    roll = await registers.roll(work, establishment_id, asked)
    await work.let_go()
    rows = views.template_rows(roll, await outside.people.known(roll.keys()))
    content = await asyncio.to_thread(january_workbook.template, asked, rows)
    return sheet(content, f"january-{asked}.xlsx")


@router.post("/establishments/{establishment_id}/january-files", status_code=202)
async def post_file(
    establishment_id: UUID,
    file: Annotated[UploadFile, File()],
    work: Work,
    outside: Outside,
    year: Annotated[schemas.Year | None, Form()] = None,
) -> schemas.FileView:
    """Upload a file to be checked; the content that stands for the year gives that one back."""
    uploaded = await upload_file(
        work,
        establishment_id=establishment_id,
        year=year,
        file_name=file.filename or "january.xlsx",
        content=await file.read(),
        files=outside.files,
    )
    return await _file_view(work, uploaded)


@router.get("/establishments/{establishment_id}/january-files")
async def list_own_files(
    establishment_id: UUID, work: Work, cursor: paging.Cursor = None, limit: paging.Limit = 50
) -> Page[schemas.FileView]:
    """Files of an establishment the caller acts for, newest first."""
    await acts_for(work, establishment_id)
    found = await queries.files_of(
        work, establishment_id, before=paging.identifier(cursor), limit=limit
    )
    return await _file_page(work, found, limit)


@router.get("/january-files")
async def list_queue(
    work: Work,
    state: schemas.SentState = "under_review",
    cursor: paging.Cursor = None,
    limit: paging.Limit = 50,
) -> Page[schemas.FileView]:
    """The officer's queue: files of his branches, oldest first."""
    branches = await branches_of(work, OFFICER)
    found = await queries.queue(
        work,
        None if EVERYWHERE in branches else branches,
        state=state,
        after=paging.identifier(cursor),
        limit=limit,
    )
    return await _file_page(work, found, limit)


@router.get("/january-files/{file_id}")
async def get_file(file_id: UUID, work: Work) -> schemas.FileView:
    """A file, for its sender, and once it is sent for officers of its branch."""
    return await _file_view(work, await _visible_file(work, file_id))


@router.get("/january-files/{file_id}/rows")
async def list_file_rows(
    file_id: UUID,
    work: Work,
    outside: Outside,
    *,
    which: queries.Which | None = None,
    cursor: paging.Cursor = None,
    limit: paging.Limit = 50,
) -> Page[schemas.FileRowView]:
    """Rows in the order of the sheet, then workers without one; or one kind of them alone."""
    await _visible_file(work, file_id)
    after = paging.number(cursor)
    rows = await queries.file_rows(work, file_id, which=which, after=after, limit=limit)
    await work.let_go()
    persons = await _names(outside, rows)
    return paging.page(
        rows, limit, lambda row: views.row_view(row, persons), key=lambda row: row.place
    )


@router.get("/january-files/{file_id}/returned.xlsx", response_class=Response)
async def get_returned(file_id: UUID, work: Work, outside: Outside) -> Response:
    """The file as it was written, each remark in its cell, and rows for those it leaves out."""
    file = await _visible_file(work, file_id)
    rows = await queries.file_rows(work, file_id)
    await work.let_go()
    absent = [row.person_id for row in rows if row.row is None and row.person_id is not None]
    persons = await outside.people.known(absent)
    content = await asyncio.to_thread(january_workbook.returned, file.year, rows, persons)
    return sheet(content, f"january-{file.year}-verdict.xlsx")


@router.post("/january-files/{file_id}/send")
async def post_send(file_id: UUID, work: Work) -> schemas.ReceiptView:
    """Send the file to the branch; the receipt says if it had been sent before."""
    file, already = await send_file(work, file_id)
    return views.receipt_view(file, already_sent=already)


@router.post("/january-files/{file_id}/decision")
async def post_decision(
    file_id: UUID, body: schemas.DecisionRequest, work: Work
) -> schemas.FileView:
    """Decide a file (role: officer of its branch)."""
    if body.decision == "accept":
        return await _file_view(work, await accept_file(work, file_id, version=body.version))
    if body.reason is None:
        raise ReasonNeeded
    file = await reject_file(work, file_id, version=body.version, reason=body.reason)
    return await _file_view(work, file)


async def _visible_file(work: UnitOfWork, file_id: UUID) -> JanuaryFile:
    file = await queries.file(work, file_id)
    if file is None:
        raise NotFound
    if file.submitted_at is None:
        await acts_for(work, file.establishment_id)
    else:
        await sees(work, file.establishment_id, role=OFFICER)
    return file


async def _names(outside: Gateways, rows: Sequence[FileRow]) -> Mapping[UUID, Person]:
    """Names of the rows' persons; none while movements is away: the numbers are there."""
    try:
        return await outside.people.known({row.person_id for row in rows if row.person_id})
    except PeerUnavailable:
        return {}


async def _file_view(work: UnitOfWork, file: JanuaryFile) -> schemas.FileView:
    return views.file_view(file, await known_establishment(work, file.establishment_id))


async def _file_page(
    work: UnitOfWork, files: list[JanuaryFile], limit: int
) -> Page[schemas.FileView]:
    shown = [await _file_view(work, file) for file in files]
    return paging.page(shown, limit, lambda view: view, key=lambda view: view.file_id)
