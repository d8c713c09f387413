"""An establishment's bill: what it owes, why, and what it paid."""

from uuid import UUID

from fastapi import APIRouter

from chassis.authorize import acts_for
from chassis.errors import NotFound
from chassis.http import paging
from chassis.http.edge import Work, WorkRoute
from chassis.http.paging import Page
from chassis.money import jod
from chassis.unit_of_work import UnitOfWork
from services.billing.models.invoices import Invoice
from services.billing.queries import accounts, invoices, payments
from services.billing.schemas import bills as schemas
from services.billing.views import bills as views

router = APIRouter(route_class=WorkRoute, prefix="/v1")


@router.get("/establishments/{establishment_id}/bill")
async def get_bill(establishment_id: UUID, work: Work) -> schemas.BillView:
    """What an establishment owes in all."""
    establishment = await acts_for(work, establishment_id)
    balance = await accounts.balance(work, establishment_id)
    shown = await _invoice_views(work, establishment_id)
    held = await invoices.held_runs(work, establishment_id)
    return schemas.BillView(
        establishment_id=establishment_id,
        payment_number=establishment.payment_number,
        balance_due=jod(max(balance, 0)),
        credit=jod(max(-balance, 0)),
        open_invoices=[one for one in shown if one.state == "due"],
        held=[views.held_view(one) for one in held],
    )


@router.get("/establishments/{establishment_id}/invoices")
async def list_invoices(establishment_id: UUID, work: Work) -> Page[schemas.InvoiceView]:
    """Every invoice and adjustment of an establishment, oldest month first."""
    await acts_for(work, establishment_id)
    return Page(items=await _invoice_views(work, establishment_id))


@router.get("/invoices/{invoice_id}")
async def get_invoice(invoice_id: UUID, work: Work) -> schemas.InvoiceView:
    """One invoice with what was paid on it."""
    invoice = await _own_invoice(work, invoice_id)
    shown = await _invoice_views(work, invoice.establishment_id)
    [found] = [one for one in shown if one.invoice_id == invoice_id]
    return found


@router.get("/invoices/{invoice_id}/lines")
async def list_invoice_lines(
    invoice_id: UUID, work: Work, cursor: paging.Cursor = None, limit: paging.Limit = 50
) -> Page[schemas.LineView]:
    """The lines of an invoice, each explained."""
    invoice = await _own_invoice(work, invoice_id)
    lines = await invoices.lines(work, invoice_id, after=paging.identifier(cursor), limit=limit)
    return paging.page(
        lines,
        limit,
        lambda line: views.line_view(line, invoice.month),
        key=lambda line: line.coverage_id,
    )


@router.get("/establishments/{establishment_id}/payments")
async def list_payments(
    establishment_id: UUID, work: Work, cursor: paging.Cursor = None, limit: paging.Limit = 50
) -> Page[schemas.PaymentView]:
    """Payments of an establishment, newest first."""
    await acts_for(work, establishment_id)
    before = paging.identifier(cursor)
    found = await payments.payments_of(work, establishment_id, before=before, limit=limit)
    return paging.page(found, limit, views.payment_view, key=lambda one: one.payment_id)


@router.get("/establishments/{establishment_id}/ledger")
async def list_ledger(
    establishment_id: UUID, work: Work, cursor: paging.Cursor = None, limit: paging.Limit = 50
) -> Page[schemas.LedgerEntryView]:
    """The ledger of an establishment, oldest first."""
    await acts_for(work, establishment_id)
    after = paging.identifier(cursor)
    entries = await accounts.ledger_of(work, establishment_id, after=after, limit=limit)
    return paging.page(
        entries, limit, lambda one: views.ledger_view(*one), key=lambda one: one[0].entry_id
    )


async def _own_invoice(work: UnitOfWork, invoice_id: UUID) -> Invoice:
    invoice = await invoices.invoice(work, invoice_id)
    if invoice is None:
        raise NotFound
    await acts_for(work, invoice.establishment_id)
    return invoice


async def _invoice_views(work: UnitOfWork, establishment_id: UUID) -> list[schemas.InvoiceView]:
    found = await invoices.invoices_of(work, establishment_id)
    return views.invoice_views(found, await accounts.balance(work, establishment_id))
