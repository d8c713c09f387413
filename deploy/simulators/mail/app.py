"""Every mailbox as a page and as JSON, and a switch for faults; SMTP beside it."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, FastAPI, Query, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader
from pydantic import BaseModel, ConfigDict

from deploy.simulators.mail.mails import Mail, Mails
from deploy.simulators.mail.smtp import SmtpServer

AMMAN = ZoneInfo("Asia/Amman")
_templates = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True)

Address = Annotated[str | None, Query(max_length=254)]
Limit = Annotated[int, Query(ge=1, le=1000)]


class MailsView(BaseModel):
    """Mails, the newest last."""

    mails: list[Mail]


class FaultRequest(BaseModel):
    """How the server behaves from now on."""

    model_config = ConfigDict(extra="forbid")

    mode: Literal["none", "down"]


def _mails(request: Request) -> Mails:
    found: Mails = request.app.state.mails
    return found


Kept = Annotated[Mails, Depends(_mails)]

routes = APIRouter()


@routes.get("/v1/mails")
async def list_mails(mails: Kept, to: Address = None, limit: Limit = 50) -> MailsView:
    """The newest mails of an address, or of all."""
    return MailsView(mails=mails.inbox(to=to, limit=limit))


@routes.get("/")
async def get_inbox_page(mails: Kept, to: Address = None, limit: Limit = 50) -> HTMLResponse:
    """The same for people, the newest first."""
    lines = [*reversed(mails.inbox(to=to or None, limit=limit))]
    page = _templates.get_template("inbox.html").render(to=to, lines=lines, amman=AMMAN)
    return HTMLResponse(page)


@routes.post("/faults")
async def post_fault(body: FaultRequest, request: Request) -> FaultRequest:
    """Sets the switch."""
    request.app.state.mode = body.mode
    return body


@routes.get("/healthz")
async def healthz(mails: Kept) -> dict[str, Any]:
    """The process answers; the fault switch does not touch this."""
    return {"status": "ok", "mails": len(mails)}


def create_application(mails: Mails, *, host: str, smtp_port: int) -> FastAPI:
    """The sink, behaving well."""
    application = FastAPI(
        title="Mail sink (simulator)", docs_url=None, redoc_url=None, lifespan=_listening
    )
    application.state.mails = mails
    application.state.mode = "none"
    application.state.smtp = (host, smtp_port)
    application.include_router(routes)
    return application


@asynccontextmanager
async def _listening(application: FastAPI) -> AsyncIterator[None]:
    state = application.state
    server = await SmtpServer(state.mails, lambda: state.mode == "down").start(*state.smtp)
    try:
        yield
    finally:
        server.close()


def application_from_environment(mails: Mails) -> FastAPI:
    """The sink where `DAMAN_HOST` and `DAMAN_SMTP_PORT` say."""
    host = os.environ.get("DAMAN_HOST", "127.0.0.1")
    port = int(os.environ.get("DAMAN_SMTP_PORT", "8056"))
    return create_application(mails, host=host, smtp_port=port)
