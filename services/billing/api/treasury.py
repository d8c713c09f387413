"""What the treasurer sees and orders."""

from uuid import UUID

from fastapi import APIRouter

from chassis.authorize import branches_of
from chassis.errors import NotFound
from chassis.http import paging
from chassis.http.edge import Work, WorkRoute
from chassis.http.paging import Page
from services.billing.queries import accounts, invoices, payments
from services.billing.schemas import treasury as schemas
from services.billing.use_cases.close_month import close_month
from services.billing.views import treasury as views

router = APIRouter(route_class=WorkRoute, prefix="/v1")

TREASURER = "treasurer"


@router.post("/month-closings", status_code=202)
async def post_month_closing(body: schemas.ClosingRequest, work: Work) -> schemas.ClosingView:
    """Close a month (role: treasurer); the assessment runs on."""
    closing = await close_month(work, month=body.month, establishment_id=body.establishment_id)
    return schemas.ClosingView.model_validate(closing.model_dump())


@router.get("/month-closings/{closing_id}")
async def get_month_closing(closing_id: UUID, work: Work) -> schemas.ClosingView:
    """How far a closing is (role: treasurer)."""
    await branches_of(work, TREASURER)
    closing = await invoices.closing(work, closing_id)
    if closing is None:
        raise NotFound
    return schemas.ClosingView.model_validate(closing.model_dump())


@router.get("/exceptions")
async def list_exceptions(
    work: Work, cursor: paging.Cursor = None, limit: paging.Limit = 50
) -> Page[schemas.ExceptionView]:
    """What the treasurer has to look at, newest first (role: treasurer)."""
    await branches_of(work, TREASURER)
    found = await payments.exceptions(work, before=paging.identifier(cursor), limit=limit)
    return paging.page(found, limit, views.exception_view, key=lambda one: one.exception_id)


@router.get("/trial-balance")
async def get_trial_balance(work: Work) -> schemas.TrialBalanceView:
    """All accounts of the ledger (role: treasurer)."""
    await branches_of(work, TREASURER)
    return views.trial_balance_view(await accounts.trial_balance(work))
