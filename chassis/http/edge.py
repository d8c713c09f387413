"""The edge of every route: one transaction, committed before the answer leaves.

`WorkRoute` opens the unit of work around FastAPI's own handler, so that the finished answer can be
stored with the effects (Idempotency-Key) and a failing commit becomes a 500. See
`docs/decisions/0002-commit-at-the-edge.md`.
"""

from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

import httpx
from fastapi import Depends, Header, Request, Response
from fastapi.routing import APIRoute
from opentelemetry.trace import SpanKind
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis import clock, freshness, telemetry
from chassis.authorize import NotSignedIn
from chassis.clock import BusinessClock
from chassis.http import idempotency
from chassis.http.headers import CLIENT_HEADER
from chassis.keys import IdentityKeys
from chassis.peers import PeerUnavailable
from chassis.tokens import AUDIENCE, ISSUER, BadToken, caller_from, key_id_of, verify
from chassis.unit_of_work import Caller, UnitOfWork, unit_of_work

READS = {"GET", "HEAD"}
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


@dataclass
class Edge:
    """What a route needs of its process; stands at `app.state.edge`."""

    engine: AsyncEngine
    business_clock: BusinessClock
    identity_keys: IdentityKeys
    consumer: str
    topics: list[str]


class WorkRoute(APIRoute):
    """A route whose handler runs inside a unit of work, for the person its token names."""

    for_people: ClassVar[bool] = True
    remembers: ClassVar[bool] = True
    """Whether an answer is kept for a repeat under the same Idempotency-Key."""

    def admission(self, _request: Request) -> AbstractAsyncContextManager[None]:
        """What a request passes before its unit of work is opened: nothing here.

        Who waits for his turn in it holds no connection of the database.
        """
        return nullcontext()

    def get_route_handler(self) -> Handler:
        """FastAPI's handler, wrapped."""
        inner = super().get_route_handler()

        async def handle(request: Request) -> Response:
            with telemetry.span(
                f"{request.method} {self.path}",
                kind=SpanKind.SERVER,
                remote=request.headers.get("traceparent"),
                http_request_method=request.method,
                http_route=self.path,
            ):
                return await _answer(request, inner, self)

        return handle


class SecretsRoute(WorkRoute):
    """A route that answers secrets: they are kept nowhere, so a repeat is a new command."""

    remembers = False


class InternalRoute(WorkRoute):
    """A route for other services: their tokens are checked by `chassis.http.internal`."""

    for_people = False


async def _answer(request: Request, inner: Handler, route: WorkRoute) -> Response:
    edge: Edge = request.app.state.edge
    state = request.state.freshness = await _wait_for_position(edge, request)
    token = request.headers.get("authorization") if route.for_people else None
    caller = await signed_in(edge, token)
    async with (
        route.admission(request),
        unit_of_work(edge.engine, edge.business_clock, caller=caller) as work,
    ):
        request.state.work = work
        run = inner if request.method in READS else _with_position(inner, work)
        if request.method in READS or not route.remembers:
            response = await run(request)
        else:
            response = await idempotency.once(work, request, run)
    if state is not None:
        response.headers[freshness.STATE_HEADER] = state
    return response


def _with_position(inner: Handler, work: UnitOfWork) -> Handler:
    """The handler, whose answer also says which events the command announced."""

    async def handle(request: Request) -> Response:
        response = await inner(request)
        if work.positions:
            response.headers[freshness.HEADER] = freshness.write(work.positions)
        return response

    return handle


async def _wait_for_position(edge: Edge, request: Request) -> freshness.State | None:
    """For a read that carries a position: wait for it, before any transaction is open."""
    header = request.headers.get(freshness.HEADER)
    if header is None or request.method not in READS:
        return None
    try:
        positions = freshness.read(header)
    except ValueError:
        return None  # not one of ours: the read is answered as it stands
    return await freshness.wait(
        edge.engine, consumer=edge.consumer, topics=edge.topics, positions=positions
    )


async def signed_in(edge: Edge, authorization: str | None) -> Caller | None:
    """The caller of a bearer token; None without one, `NotSignedIn` for one that does not hold."""
    if authorization is None:
        return None
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer":
        raise NotSignedIn
    try:
        keys = await edge.identity_keys.current(key_id_of(token))
        claims = verify(
            token, keys, kind="at+jwt", issuer=ISSUER, audience=AUDIENCE, now=clock.now()
        )
        return caller_from(claims)
    except BadToken as error:
        raise NotSignedIn from error
    except httpx.HTTPError as error:  # this process is new and identity is away: ask again later
        raise PeerUnavailable("identity") from error


def work_of(request: Request) -> UnitOfWork:
    """The unit of work of this request."""
    work: UnitOfWork = request.state.work
    return work


Work = Annotated[UnitOfWork, Depends(work_of)]

ClientAddress = Annotated[str | None, Header(alias=CLIENT_HEADER, include_in_schema=False)]
"""The network address of whoever asks; None behind no gateway."""
