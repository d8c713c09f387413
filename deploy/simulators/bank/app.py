"""What tests and people make the bank write."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request, Response
from pydantic import BaseModel, ConfigDict

from deploy.simulators.bank.entries import BankPlant, movements
from deploy.simulators.bank.hub import HubAway, HubLine
from deploy.simulators.bank.statements import MEDIA, SUFFIX, Statement, written


class StatementOrder(BaseModel):
    """Which day, in which form, and what is planted into it."""

    model_config = ConfigDict(extra="forbid")

    day: date
    format: Literal["camt053", "mt940", "csv"] = "camt053"
    planted: list[BankPlant] = []


def _hub(request: Request) -> HubLine:
    found: HubLine = request.app.state.hub
    return found


TheHub = Annotated[HubLine, Depends(_hub)]

routes = APIRouter()


@routes.post("/v1/statements")
async def post_statement(order: StatementOrder, hub: TheHub, request: Request) -> Response:
    """The statement of the settlement account for a day."""
    try:
        position = await hub.position(order.day)
    except HubAway as error:
        raise HTTPException(503, f"the hub is away: {error}") from error
    moved = movements(order.day, position, order.planted)
    account: str = request.app.state.account
    content = written(Statement(order.day, account, moved), order.format)
    name = f"statement-{order.day.isoformat()}.{SUFFIX[order.format]}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=MEDIA[order.format], headers=headers)


@routes.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process answers; it says nothing about the hub."""
    return {"status": "ok"}


def create_application(hub: HubLine, account: str) -> FastAPI:
    """The bank of one account."""
    application = FastAPI(
        title="Settlement bank (simulator)", docs_url=None, redoc_url=None, lifespan=_closing
    )
    application.state.hub = hub
    application.state.account = account
    application.include_router(routes)
    return application


@asynccontextmanager
async def _closing(application: FastAPI) -> AsyncIterator[None]:
    yield
    hub: HubLine = application.state.hub
    await hub.close()
