"""Reconciliation of settlement days: files, days, differences, suspense (role: treasurer)."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile

from chassis.authorize import branches_of
from chassis.errors import NotFound
from chassis.http import paging
from chassis.http.edge import Work, WorkRoute
from chassis.http.paging import Page
from chassis.unit_of_work import UnitOfWork
from services.billing.gateways import Gateways
from services.billing.imports import HUB_REPORT
from services.billing.models.payments import HubPayment
from services.billing.models.reconciliation import ReconciliationDay, ReconciliationImport
from services.billing.queries import days, exceptions, imports, payments
from services.billing.schemas import reconciliation as schemas
from services.billing.use_cases.assign_suspense import assign_suspense
from services.billing.use_cases.close_day import close_day
from services.billing.use_cases.explain_difference import explain_difference
from services.billing.use_cases.explain_differences import explain_differences
from services.billing.use_cases.import_bank_statement import import_bank_statement
from services.billing.use_cases.import_hub_report import import_hub_report
from services.billing.use_cases.offset_suspense import offset_suspense
from services.billing.use_cases.own_difference import own_difference
from services.billing.use_cases.reverse_payment import reverse_payment
from services.billing.use_cases.upload_settlement_file import upload_settlement_file
from services.billing.views import reconciliation as views

TREASURER = "treasurer"
DAYS_SHOWN, DIFFERENCES_SHOWN = 60, 200

router = APIRouter(route_class=WorkRoute, prefix="/v1")


def gateways_of(request: Request) -> Gateways:
    """Files and agreements of this process."""
    found: Gateways = request.app.state.gateways
    return found


Outside = Annotated[Gateways, Depends(gateways_of)]


@router.get("/reconciliation/profiles")
async def list_profiles(work: Work) -> schemas.ProfilesView:
    """The mapping profiles in force."""
    await branches_of(work, TREASURER)
    found = await imports.profiles(work, on=work.today())
    return schemas.ProfilesView(
        items=[schemas.ProfileView.model_validate(one.model_dump()) for one in found]
    )


@router.post("/reconciliation/imports", status_code=202)
async def post_file(
    file: Annotated[UploadFile, File()],
    kind: Annotated[schemas.Kind, Form()],
    work: Work,
    outside: Outside,
    profile: Annotated[str | None, Form(max_length=60)] = None,
) -> schemas.ImportView:
    """Upload a report or a statement to be checked; content that counts gives that one back."""
    told = await upload_settlement_file(
        work,
        kind=kind,
        profile=profile or None,
        file_name=file.filename or "file",
        content=await file.read(),
        files=outside.files,
    )
    return views.import_view(told)


@router.get("/reconciliation/imports")
async def list_imports(
    work: Work, cursor: paging.Cursor = None, limit: paging.Limit = 50
) -> Page[schemas.ImportView]:
    """Uploaded files, newest first."""
    await branches_of(work, TREASURER)
    found = await imports.imports(work, before=paging.identifier(cursor), limit=limit)
    return paging.page(found, limit, views.import_view, key=lambda one: one.import_id)


@router.get("/reconciliation/imports/{import_id}")
async def get_import(import_id: UUID, work: Work) -> schemas.ImportView:
    """A file with its verdict."""
    return views.import_view(await _import(work, import_id))


@router.get("/reconciliation/imports/{import_id}/differences")
async def list_differing_lines(
    import_id: UUID, work: Work, cursor: paging.Cursor = None, limit: paging.Limit = 50
) -> Page[schemas.DifferingLineView]:
    """Lines of a report in which something differs, in the order of the file."""
    await _import(work, import_id)
    found = await imports.differing_lines(work, import_id, after=paging.number(cursor), limit=limit)
    return paging.page(found, limit, views.differing_line_view, key=lambda one: one.line)


@router.post("/reconciliation/imports/{import_id}/import")
async def post_import(import_id: UUID, work: Work, outside: Outside) -> schemas.ImportedView:
    """Let a checked file count; the receipt says if its content counted before."""
    told = await _import(work, import_id)
    if told.kind == HUB_REPORT:
        told, already = await import_hub_report(
            work, import_id, agreed=outside.agreed, service_type=outside.service_type
        )
    else:
        told, already = await import_bank_statement(work, import_id, agreed=outside.agreed)
    return views.imported_view(told, already=already)


@router.get("/reconciliation/days")
async def list_days(work: Work, before: date | None = None) -> Page[schemas.DayRowView]:
    """Days with payments or files, newest first; `before` goes on from a day."""
    await branches_of(work, TREASURER)
    found = await days.days(work, before=before, limit=DAYS_SHOWN)
    return Page(items=[views.day_row_view(one) for one in found])


@router.get("/reconciliation/days/{day}")
async def get_day(day: date, work: Work, outside: Outside) -> schemas.DayView:
    """A day's three legs and in what they differ, the open differences first (200 at most)."""
    await branches_of(work, TREASURER)
    found = await days.the_day(work, day, outside.agreed.account)
    if found is None:
        found = ReconciliationDay(day=day, account=outside.agreed.account)
    return await _day_view(work, found, outside)


@router.post("/reconciliation/days/{day}/closing")
async def post_closing(day: date, work: Work, outside: Outside) -> schemas.DayView:
    """Close a day whose differences are all matched or explained."""
    return await _day_view(work, await close_day(work, day, agreed=outside.agreed), outside)


@router.post("/reconciliation/days/{day}/explanations")
async def post_explanations(
    day: date, body: schemas.ExplanationsRequest, work: Work
) -> schemas.ExplainedView:
    """Write one explanation under all open differences of a kind."""
    count = await explain_differences(work, day, kind=body.kind, explanation=body.explanation)
    return schemas.ExplainedView(explained=count)


@router.get("/reconciliation/treasurers")
async def list_treasurers(work: Work) -> schemas.TreasurersView:
    """Who may own a difference."""
    await branches_of(work, TREASURER)
    return schemas.TreasurersView(items=await exceptions.treasurers(work))


@router.post("/exceptions/{exception_id}/explanation")
async def post_explanation(
    exception_id: UUID, body: schemas.ExplanationRequest, work: Work
) -> schemas.DifferenceView:
    """Write down why a difference is one."""
    raised = await explain_difference(work, exception_id, explanation=body.explanation)
    return views.difference_view(raised, work.now)


@router.post("/exceptions/{exception_id}/owner")
async def post_owner(
    exception_id: UUID, body: schemas.OwnerRequest, work: Work
) -> schemas.DifferenceView:
    """Give a difference to a treasurer."""
    raised = await own_difference(work, exception_id, owner=body.owner)
    return views.difference_view(raised, work.now)


@router.get("/suspense")
async def get_suspense(work: Work) -> schemas.SuspenseView:
    """What stands in suspense, oldest first."""
    await branches_of(work, TREASURER)
    return views.suspense_view(await exceptions.suspense(work), work.now)


@router.post("/suspense/{exception_id}/assignment")
async def post_assignment(
    exception_id: UUID, body: schemas.AssignmentRequest, work: Work
) -> schemas.DifferenceView:
    """Give money in suspense to an establishment."""
    raised = await assign_suspense(
        work, exception_id, establishment_number=body.establishment_number
    )
    return views.difference_view(raised, work.now)


@router.post("/suspense/{exception_id}/offset")
async def post_offset(
    exception_id: UUID, body: schemas.OffsetRequest, work: Work
) -> list[schemas.DifferenceView]:
    """Set two sums in suspense against each other."""
    pair = await offset_suspense(work, exception_id, against=body.against)
    return [views.difference_view(one, work.now) for one in pair]


@router.get("/transactions/{transaction}")
async def get_transaction(transaction: str, work: Work) -> schemas.TransactionView:
    """A payment by the hub's transaction number."""
    await branches_of(work, TREASURER)
    payment = await payments.payment_by_transaction(work, transaction)
    return views.transaction_view(_known(payment))


@router.post("/transactions/{transaction}/reversal")
async def post_reversal(
    transaction: str, body: schemas.ReversalRequest, work: Work
) -> schemas.ReversedView:
    """Take a payment back; what it had paid is owed again."""
    return views.reversed_view(await reverse_payment(work, transaction, reason=body.reason))


def _known(payment: HubPayment | None) -> HubPayment:
    if payment is None:
        raise NotFound
    return payment


async def _import(work: UnitOfWork, import_id: UUID) -> ReconciliationImport:
    await branches_of(work, TREASURER)
    told = await imports.one_import(work, import_id)
    if told is None:
        raise NotFound
    return told


async def _day_view(work: UnitOfWork, day: ReconciliationDay, outside: Gateways) -> schemas.DayView:
    code = outside.agreed.biller_code
    hub = await days.hub_leg(work, day.report_import_id, day=day.day, biller_code=code)
    bank = await days.bank_leg(work, day.day) if day.statement_import_id else None
    legs = {"ledger": await days.ledger_leg(work, day.day), "hub": hub, "bank": bank}
    found = await exceptions.exceptions_of(work, day.day, limit=DIFFERENCES_SHOWN)
    shown = [views.difference_view(one, work.now) for one in found]
    counted = await exceptions.counted_on(work, day.day)
    entries = await days.credits_of(work, day.day)
    return views.day_view(day, legs, shown, counted, entries)
