"""Establishment data: reading it, editing it, and changes that the branch decides."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, File, Form, Query, Response, UploadFile
from pydantic import Json

from chassis.authorize import EVERYWHERE, branches_of, caller_of, sees
from chassis.errors import NotFound
from chassis.http import paging
from chassis.http.edge import Work, WorkRoute
from chassis.http.paging import Page
from chassis.unit_of_work import UnitOfWork
from services.identity import queries
from services.identity.api.outside import Outside
from services.identity.models import EstablishmentChange
from services.identity.registers import REGISTRAR, branches_asked
from services.identity.rules.documents import SUFFIXES
from services.identity.schemas import (
    ChangeView,
    DetailsRequest,
    EstablishmentDataView,
    OfficerRequest,
    ReturnRequest,
    VersionRequest,
)
from services.identity.use_cases.approve_change import approve_change
from services.identity.use_cases.change_liaison_officer import (
    Successor,
    change_liaison_officer,
)
from services.identity.use_cases.edit_establishment import edit_establishment
from services.identity.use_cases.reject_change import reject_change
from services.identity.use_cases.request_change import request_change
from services.identity.views import change_view, data_view

router = APIRouter(route_class=WorkRoute)


@router.get("/establishments")
async def find_establishment(
    work: Work, number: Annotated[str, Query(max_length=20)]
) -> Page[EstablishmentDataView]:
    """The establishment with a number, if it is of the caller's branch (role: registrar)."""
    branches = await branches_of(work, REGISTRAR)
    found = await queries.establishment_by_number(work, number)
    if found is None or not branches & {found.branch, EVERYWHERE}:
        return Page(items=[])
    return Page(items=[await _data(work, found.establishment_id)])


@router.get("/establishments/{establishment_id}")
async def get_establishment(establishment_id: UUID, work: Work) -> EstablishmentDataView:
    """All data, for its liaison officer and its branch's registrar, whose look is logged."""
    await sees(work, establishment_id, role=REGISTRAR)
    return await _data(work, establishment_id)


@router.post("/establishments/{establishment_id}/details")
async def post_details(
    establishment_id: UUID, body: DetailsRequest, work: Work
) -> EstablishmentDataView:
    """Change at once what needs no proof: phone, address, main activity."""
    await edit_establishment(work, establishment_id, **body.model_dump())
    return await _data(work, establishment_id)


@router.post("/establishments/{establishment_id}/liaison-officer")
async def post_officer(
    establishment_id: UUID, body: OfficerRequest, work: Work, outside: Outside
) -> EstablishmentDataView:
    """Put another liaison officer in the place of the former one (role: registrar)."""
    successor = Successor(name=body.name, phone=body.phone, same_as=body.same_as)
    await change_liaison_officer(
        work,
        establishment_id,
        former_account_id=body.former_account_id,
        successor=successor,
        hashing=outside.hashing,
    )
    return await _data(work, establishment_id)


@router.post("/establishments/{establishment_id}/changes", status_code=202)
async def post_change(
    establishment_id: UUID,
    answers: Annotated[Json[dict[str, str]], Form(max_length=20_000)],
    file: Annotated[UploadFile, File()],
    work: Work,
    outside: Outside,
) -> ChangeView:
    """Ask for a change that a document proves; `answers` is a JSON object of fields."""
    made = await request_change(
        work,
        establishment_id,
        answers=answers,
        content=await file.read(),
        files=outside.files,
    )
    return await _change(work, made)


@router.get("/establishment-changes")
async def list_changes(
    work: Work, cursor: paging.Cursor = None, limit: paging.Limit = 50
) -> Page[ChangeView]:
    """Changes that wait for a decision of the caller's branches (role: registrar)."""
    branches = await branches_of(work, REGISTRAR)
    found = await queries.changes_that_wait(
        work, branches_asked(branches), after=paging.identifier(cursor), limit=limit
    )
    shown = {one.change_id: await _change(work, one) for one in found}
    return paging.page(
        found, limit, lambda one: shown[one.change_id], key=lambda one: one.change_id
    )


@router.get("/establishment-changes/{change_id}")
async def get_change(change_id: UUID, work: Work) -> ChangeView:
    """A change, for its liaison officer and its branch's registrar."""
    return await _change(work, await _visible(work, change_id))


@router.get("/establishment-changes/{change_id}/document", response_class=Response)
async def get_change_document(change_id: UUID, work: Work, outside: Outside) -> Response:
    """The proof of a change, to be kept and never shown in place."""
    found = await _visible(work, change_id)
    kind = found.document["media_type"]
    content = await outside.files.get(found.document["hash"])
    headers = {
        "Content-Disposition": f'attachment; filename="proof-{found.number}.{SUFFIXES[kind]}"',
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, media_type=kind, headers=headers)


@router.post("/establishment-changes/{change_id}/approval")
async def post_approval(change_id: UUID, body: VersionRequest, work: Work) -> ChangeView:
    """Approve a change: it holds at once (role: registrar)."""
    return await _change(work, await approve_change(work, change_id, version=body.version))


@router.post("/establishment-changes/{change_id}/rejection")
async def post_rejection(change_id: UUID, body: ReturnRequest, work: Work) -> ChangeView:
    """Reject a change with a reason (role: registrar)."""
    return await _change(work, await reject_change(work, change_id, **body.model_dump()))


async def _visible(work: UnitOfWork, change_id: UUID) -> EstablishmentChange:
    found = await queries.change(work, change_id)
    if found is None:
        raise NotFound
    await sees(work, found.establishment_id, role=REGISTRAR)
    return found


async def _change(work: UnitOfWork, change: EstablishmentChange) -> ChangeView:
    record = await queries.establishment(work, change.establishment_id)
    assert record is not None, "a change is about an establishment"
    return change_view(change, record.number, await queries.reference_values(work, work.today()))


async def _data(work: UnitOfWork, establishment_id: UUID) -> EstablishmentDataView:
    record = await queries.establishment(work, establishment_id)
    assert record is not None, "a copy has its record"
    if (await caller_of(work)).kind == "staff":
        work.record(
            "read",
            "establishment-read",
            about=("establishment", record.number),
            establishment_id=establishment_id,
            internal=True,
        )
    return data_view(
        record,
        await queries.establishment_data(work, establishment_id),
        await queries.liaison_officer(work, establishment_id),
        await queries.changes_under_review(work, establishment_id),
        await queries.reference_values(work, work.today()),
    )
