"""The operator's API, a page that shows every phone's messages, and a switch for faults."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from deploy.simulators.sms.messages import Message, Messages
from deploy.simulators.sms.page import inbox_page
from deploy.simulators.sms.reports import Reporter

SLOW_SECONDS = 6.0  # beyond the patience of any caller
TEXT_MAX = 1530  # ten joined parts

Mode = Literal["none", "slow", "down"]


class MessageRequest(BaseModel):
    """A message to a Jordanian mobile; the customer's reference makes it one message."""

    model_config = ConfigDict(extra="forbid")

    to: str = Field(pattern=r"^\+9627[0-9]{8}$")
    text: str = Field(min_length=1, max_length=TEXT_MAX)
    reference: str = Field(min_length=1, max_length=100)


class AcceptedView(BaseModel):
    """The operator's own number of the message."""

    id: str


class MessagesView(BaseModel):
    """Messages, the newest last."""

    messages: list[Message]


class FaultRequest(BaseModel):
    """How the operator behaves from now on."""

    model_config = ConfigDict(extra="forbid")

    mode: Mode


def _with_plus(number: str | None) -> str | None:
    """A plus sign typed into an address arrives as a blank."""
    bare = (number or "").strip().lstrip("+")
    return f"+{bare}" if bare else None


Number = Annotated[str | None, Query(max_length=20), AfterValidator(_with_plus)]
Limit = Annotated[int, Query(ge=1, le=1000)]


def _messages(request: Request) -> Messages:
    found: Messages = request.app.state.messages
    return found


Kept = Annotated[Messages, Depends(_messages)]

routes = APIRouter()


@routes.post("/v1/messages", status_code=202)
async def post_message(body: MessageRequest, request: Request, messages: Kept) -> AcceptedView:
    """Accepts a message; the same reference again is the same message.

    A slow operator has the message before its answer comes, so that a caller who gave up and asks
    again meets a message that is already there.
    """
    mode: Mode = request.app.state.mode
    if mode == "down":
        raise HTTPException(503, "the operator is switched off")
    message, new = messages.accept(to=body.to, text=body.text, reference=body.reference)
    reporter: Reporter | None = request.app.state.reporter
    if new and reporter is not None:
        reporter.owe(message)
    if mode == "slow":
        await asyncio.sleep(request.app.state.slow_seconds)
    return AcceptedView(id=message.id)


@routes.get("/v1/messages")
async def list_messages(messages: Kept, to: Number = None, limit: Limit = 50) -> MessagesView:
    """The newest messages of a number, or of all; faults do not touch this."""
    return MessagesView(messages=messages.inbox(to=to, limit=limit))


@routes.get("/")
async def get_inbox_page(messages: Kept, to: Number = None, limit: Limit = 50) -> HTMLResponse:
    """The same for people, the newest first."""
    return HTMLResponse(inbox_page(messages, to=to, limit=limit))


@routes.post("/faults")
async def post_fault(body: FaultRequest, request: Request) -> FaultRequest:
    """Sets the switch."""
    request.app.state.mode = body.mode
    return body


@routes.get("/healthz")
async def healthz(messages: Kept) -> dict[str, Any]:
    """The process answers; the fault switch does not touch this."""
    owed = len(messages.unreported())
    return {"status": "ok", "messages": len(messages), "reports_owed": owed}


def create_application(
    messages: Messages, reporter: Reporter | None = None, *, slow_seconds: float = SLOW_SECONDS
) -> FastAPI:
    """The operator, behaving well; without a reporter it tells nobody how messages ended."""
    application = FastAPI(
        title="SMS operator (simulator)", docs_url=None, redoc_url=None, lifespan=_reporting
    )
    application.state.messages = messages
    application.state.reporter = reporter
    application.state.mode = "none"
    application.state.slow_seconds = slow_seconds
    application.include_router(routes)
    return application


@asynccontextmanager
async def _reporting(application: FastAPI) -> AsyncIterator[None]:
    reporter: Reporter | None = application.state.reporter
    if reporter is None:
        yield
        return
    reporter.start()
    try:
        yield
    finally:
        await reporter.stop()
