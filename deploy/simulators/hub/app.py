"""What tests and people make the hub do, and what it has done."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Query, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader

from deploy.simulators.hub.book import Position, position_of
from deploy.simulators.hub.exchange import Hub, PaymentResult, PullResult
from deploy.simulators.hub.orders import PaymentOrder, PullOrder, payment_facts, pull_facts
from deploy.simulators.hub.reports import MEDIA, ReportOrder, report

_templates = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True)


def _hub(request: Request) -> Hub:
    found: Hub = request.app.state.hub
    return found


TheHub = Annotated[Hub, Depends(_hub)]
Limit = Annotated[int, Query(ge=1, le=10_000)]

routes = APIRouter()


@routes.post("/v1/pulls")
async def post_pull(order: PullOrder, hub: TheHub) -> PullResult:
    """Asks the biller what is due on a billing number."""
    return await hub.pull(pull_facts(order, hub.connection), forge=order.forge)


@routes.post("/v1/payments")
async def post_payment(order: PaymentOrder, hub: TheHub) -> PaymentResult:
    """Pays, and tells the biller; answers when he has answered or the attempts are used up."""
    repeated = None
    if order.repeat_of is not None:
        repeated = hub.records.payment(order.repeat_of)
        if repeated is None:
            raise HTTPException(404, "no such payment")
    facts = payment_facts(order, hub.connection, at=datetime.now(UTC), repeated=repeated)
    if not order.notify:
        return hub.take_silently(facts)
    return await hub.pay(facts, forge=order.forge)


@routes.post("/v1/reports")
async def post_report(order: ReportOrder, hub: TheHub) -> Response:
    """The report of a day, with what is planted into it; what was planted before stays."""
    for plant in order.planted:
        if not hub.plant(order.day, plant):
            raise HTTPException(404, f"no payment to plant {plant.kind} into")
    content = report(hub.rows_of(order.day), order.format)
    name = f"hub-{order.day.isoformat()}.{order.format}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=MEDIA[order.format], headers=headers)


@routes.get("/v1/positions/{day}")
async def get_position(day: date, hub: TheHub) -> Position:
    """What the hub settles with the biller's bank for a day."""
    return position_of(day, hub.rows_of(day))


@routes.get("/v1/journal")
async def list_journal(hub: TheHub, limit: Limit = 1000) -> dict[str, list[dict[str, Any]]]:
    """Payments taken and messages exchanged, the newest last."""
    return {"entries": hub.records.newest(limit)}


@routes.get("/")
async def get_journal_page(hub: TheHub, limit: Limit = 100) -> HTMLResponse:
    """The same for people, the newest first."""
    entries = hub.records.newest(limit)[::-1]
    return HTMLResponse(_templates.get_template("journal.html").render(entries=entries))


@routes.get("/healthz")
async def healthz(hub: TheHub) -> dict[str, Any]:
    """The process answers; it says nothing about the biller."""
    return {"status": "ok", "entries": len(hub.records)}


def create_application(hub: Hub) -> FastAPI:
    """The hub of one connection."""
    application = FastAPI(
        title="Bank hub (simulator)", docs_url=None, redoc_url=None, lifespan=_closing
    )
    application.state.hub = hub
    application.include_router(routes)
    return application


@asynccontextmanager
async def _closing(application: FastAPI) -> AsyncIterator[None]:
    yield
    hub: Hub = application.state.hub
    await hub.line.close()
