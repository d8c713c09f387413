"""Enrolment of new establishments: the employer's draft (public), and the branch's part of it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, File, Form, Response, UploadFile

from chassis.authorize import EVERYWHERE, branches_of, caller_of
from chassis.errors import NotFound
from chassis.http import paging
from chassis.http.edge import ClientAddress, SecretsRoute, Work, WorkRoute
from chassis.http.paging import Page
from chassis.unit_of_work import UnitOfWork
from services.identity import queries
from services.identity.api.outside import Outside, SecretPasswordRoute
from services.identity.models import Enrolment
from services.identity.registers import REGISTRAR, branches_asked, draft_of
from services.identity.rules.documents import SUFFIXES
from services.identity.schemas import (
    AnswersRequest,
    ConfirmationRequest,
    DraftPasswordRequest,
    DraftRequest,
    EnrolmentView,
    FormView,
    OwnersRequest,
    ReturnRequest,
    SendRequest,
    StartedView,
)
from services.identity.use_cases.attach_document import attach_document
from services.identity.use_cases.choose_password import choose_password
from services.identity.use_cases.confirm_enrolment import confirm_enrolment
from services.identity.use_cases.return_enrolment import return_enrolment
from services.identity.use_cases.save_answers import save_answers
from services.identity.use_cases.save_owners import save_owners
from services.identity.use_cases.send_enrolment import send_enrolment
from services.identity.use_cases.start_enrolment import start_enrolment
from services.identity.views import draft_view, enrolment_view, form_view

router = APIRouter(route_class=WorkRoute)
# A draft is opened by its code, in the body: neither code nor answers are kept for a repeat.
secret = APIRouter(route_class=SecretsRoute)
password = APIRouter(route_class=SecretPasswordRoute)


@secret.get("/enrolment-drafts/form")
async def get_form(work: Work) -> FormView:
    """What is asked, and the lists to choose from."""
    return form_view(await queries.reference_values(work, work.today()))


@secret.post("/enrolment-drafts", status_code=201)
async def post_draft(work: Work, client: ClientAddress = None) -> StartedView:
    """Start the enrolment of a new establishment; the draft code is told once."""
    started = await start_enrolment(work, client=client)
    return StartedView(
        draft_code=started.draft_code, enrolment=await _draft(work, started.enrolment)
    )


@secret.post("/enrolment-drafts/resume")
async def post_resume(body: DraftRequest, work: Work) -> EnrolmentView:
    """A draft as it stands, or what became of it."""
    return await _draft(work, await draft_of(work, body.draft_code))


@secret.post("/enrolment-drafts/answers")
async def post_answers(body: AnswersRequest, work: Work) -> EnrolmentView:
    """Save one part of the form."""
    return await _draft(work, await save_answers(work, **body.model_dump()))


@secret.post("/enrolment-drafts/owners")
async def post_owners(body: OwnersRequest, work: Work) -> EnrolmentView:
    """Save the owners or partners."""
    return await _draft(work, await save_owners(work, **body.model_dump()))


@secret.post("/enrolment-drafts/document")
async def post_document(
    draft_code: Annotated[str, Form(min_length=1, max_length=60)],
    file: Annotated[UploadFile, File()],
    work: Work,
    outside: Outside,
) -> EnrolmentView:
    """Attach the official proof: PDF, JPEG or PNG."""
    content = await file.read()
    draft = await attach_document(work, draft_code=draft_code, content=content, files=outside.files)
    return await _draft(work, draft)


@password.post("/enrolment-drafts/password")
async def post_draft_password(
    body: DraftPasswordRequest, work: Work, outside: Outside
) -> EnrolmentView:
    """Choose the password of the coming account."""
    return await _draft(
        work, await choose_password(work, **body.model_dump(), hashing=outside.hashing)
    )


@secret.post("/enrolment-drafts/send")
async def post_send(body: SendRequest, work: Work) -> EnrolmentView:
    """Send it to the branch: the numbers are issued. Sent again, it is answered as it stands."""
    return await _draft(work, await send_enrolment(work, **body.model_dump()))


@router.get("/me/enrolment")
async def get_own_enrolment(work: Work) -> EnrolmentView:
    """The enrolment that opened the caller's own account."""
    found = await queries.enrolment_of(work, (await caller_of(work)).subject)
    if found is None:
        raise NotFound
    return await _draft(work, found)


@router.get("/enrolments")
async def list_enrolments(
    work: Work, cursor: paging.Cursor = None, limit: paging.Limit = 50
) -> Page[EnrolmentView]:
    """Enrolments that wait for the visit to the caller's branches (role: registrar)."""
    branches = await branches_of(work, REGISTRAR)
    found = await queries.enrolments_that_wait(
        work, branches_asked(branches), after=paging.identifier(cursor), limit=limit
    )
    values = await queries.reference_values(work, work.today())
    return paging.page(
        found, limit, lambda one: enrolment_view(one, values), key=lambda one: one.enrolment_id
    )


@router.get("/enrolments/{enrolment_id}")
async def get_enrolment(enrolment_id: UUID, work: Work) -> EnrolmentView:
    """An enrolment that was sent to the caller's branch; the look is logged."""
    found = await _at_branch(work, enrolment_id)
    work.record(
        "read",
        "enrolment-read",
        about=("establishment", found.number),
        establishment_id=found.establishment_id,
        internal=True,
    )
    return await _view(work, found)


@router.get("/enrolments/{enrolment_id}/document", response_class=Response)
async def get_document(enrolment_id: UUID, work: Work, outside: Outside) -> Response:
    """The official proof, to be kept and never shown in place."""
    found = await _at_branch(work, enrolment_id)
    assert found.document is not None, "none is sent without"
    kind = found.document["media_type"]
    content = await outside.files.get(found.document["hash"])
    name = f"proof-{found.number}.{SUFFIXES[kind]}"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, media_type=kind, headers=headers)


@router.post("/enrolments/{enrolment_id}/confirmation")
async def post_confirmation(
    enrolment_id: UUID, body: ConfirmationRequest, work: Work
) -> EnrolmentView:
    """Enter the establishment into the register after the visit (role: registrar)."""
    return await _view(work, await confirm_enrolment(work, enrolment_id, **body.model_dump()))


@router.post("/enrolments/{enrolment_id}/return")
async def post_return(enrolment_id: UUID, body: ReturnRequest, work: Work) -> EnrolmentView:
    """Return it to be corrected (role: registrar)."""
    return await _view(work, await return_enrolment(work, enrolment_id, **body.model_dump()))


async def _at_branch(work: UnitOfWork, enrolment_id: UUID) -> Enrolment:
    """One that was sent to a branch of the caller's; `NotFound` for any other's and for drafts."""
    branches = await branches_of(work, REGISTRAR)
    found = await queries.enrolment(work, enrolment_id)
    if found is None or found.branch is None or not branches & {found.branch, EVERYWHERE}:
        raise NotFound
    return found


async def _draft(work: UnitOfWork, enrolment: Enrolment) -> EnrolmentView:
    return draft_view(enrolment, await queries.reference_values(work, work.today()))


async def _view(work: UnitOfWork, enrolment: Enrolment) -> EnrolmentView:
    return enrolment_view(enrolment, await queries.reference_values(work, work.today()))
