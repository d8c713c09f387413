"""One page of the portal: its language, its session, its calls to the platform, its answer."""

import logging
import secrets
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

from fastapi import Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.routing import APIRoute

from chassis.http.headers import CLIENT_HEADER
from chassis.messaging.failures import passes_by_waiting
from services.portal import sessions
from services.portal.acting import (
    ACTING,
    POST_FIELD_ACTING,
    AnotherActing,
    ChooseFirst,
    Establishment,
    check_form,
    check_whose,
    chosen,
)
from services.portal.gateways.platform import Answer, Platform, PlatformAway, Problem
from services.portal.models import PortalSession
from services.portal.rendering import Language, render

log = logging.getLogger(__name__)

POST_FIELD_TOKEN, POST_FIELD_KEY = "form_token", "command_id"
ME = "/api/identity/v1/me"
NOT_SIGNED_IN, FORBIDDEN, NOT_FOUND, CONFLICT, FAILED, AWAY = 401, 403, 404, 409, 500, 503
POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
POLICY_WITH_SCRIPT = f"{POLICY}; script-src 'self'; connect-src 'self'"
SECURITY_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class SignInFirst(Exception):
    """The page is for people who are signed in."""


class Forged(Exception):
    """A form that did not come from one of our own pages."""


@dataclass
class Page:
    """What a page needs."""

    request: Request
    language: Language
    session: PortalSession | None
    scripted: bool = False
    """Whether this page runs a script of ours, which may ask this site and no other."""

    lags: bool = False
    """Whether an answer on this page came without something that the reader has ordered."""

    next_cursor: str | None = None
    """Where the list that the page shows goes on."""

    @property
    def headers(self) -> dict[str, str]:
        """What every answer of this page carries."""
        policy = POLICY_WITH_SCRIPT if self.scripted else POLICY
        return {**SECURITY_HEADERS, "Content-Security-Policy": policy}

    @property
    def platform(self) -> Platform:
        """The platform behind the gateway."""
        found: Platform = self.request.app.state.gateways
        return found

    async def ask(self, method: str, path: str, **more: Any) -> Answer:
        """One request for whoever reads this page: the platform counts it as his, not as ours."""
        client = self.request.headers.get(CLIENT_HEADER)
        return await self.platform.ask(method, path, client=client, **more)

    @property
    def signed_in(self) -> PortalSession:
        """The session; `SignInFirst` without one."""
        if self.session is None:
            raise SignInFirst
        return self.session

    @property
    def acts_for(self) -> list[dict[str, Any]]:
        """Every establishment the reader acts for."""
        found: list[dict[str, Any]] = (
            self.session.me.get("establishments", []) if self.session else []
        )
        return found

    @property
    def acting(self) -> Establishment | None:
        """The establishment that the page's address names, if the reader acts for it.

        Who acts for one alone need not name it. Nothing of it is kept: two tabs may differ.
        """
        return chosen(self.acts_for, self.request.path_params.get(ACTING))

    @property
    def establishment(self) -> Establishment:
        """The establishment the reader acts for on this page.

        Raises `SignInFirst`, `ChooseFirst`, and a 404 for staff, who act for none.
        """
        if self.signed_in and self.acting is not None:
            return self.acting
        if len(self.acts_for) > 1 and ACTING not in self.request.path_params:
            raise ChooseFirst
        raise Problem(NOT_FOUND, {})

    async def learn_anew(self) -> None:
        """Ask again who is signed in and for whom: something about it has changed."""
        me = await self.get(ME)
        self.signed_in.me = me
        await sessions.keep(self._engine, self.signed_in.cookie_hash, me=me)

    async def get(self, path: str, **query: object) -> Any:
        """What the platform answers to a read.

        Raises `AnotherActing` for what is not of the page's establishment.
        """
        found = (await self.call("GET", path, params=query)).json()
        if self.acts_for:
            check_whose(found, self.acting)
        return found

    async def listed(self, path: str, **query: object) -> list[Any]:
        """The part of a list that the page's address asks for; `more.html` leads to the others."""
        if self.cursor is not None:
            query["cursor"] = self.cursor
        found = await self.get(path, **query)
        self.next_cursor = found["next_cursor"]
        items: list[Any] = found["items"]
        return items

    @property
    def cursor(self) -> str | None:
        """Where the list on this page starts; None at its beginning."""
        return self.request.query_params.get("cursor")

    @property
    def next_part(self) -> str | None:
        """The address of the next part of the list; None on the last, and after a refused form."""
        if self.next_cursor is None or self.request.method != "GET":
            return None
        return f"?{urlencode({**self.request.query_params, 'cursor': self.next_cursor})}"

    @property
    def first_part(self) -> str | None:
        """The address of the list's beginning, where the page shows a later part."""
        if self.cursor is None:
            return None
        others = {k: v for k, v in self.request.query_params.items() if k != "cursor"}
        return f"?{urlencode(others)}"

    async def post(self, path: str, body: object = None, **more: Any) -> Any:
        """What the platform answers to a command, sent once however often the form is."""
        key = (await self.request.form()).get(POST_FIELD_KEY)
        return (await self.call("POST", path, json=body, key=str(key or uuid4()), **more)).json()

    async def call(self, method: str, path: str, **more: Any) -> Answer:
        """A call as the person; an access token that ran out is renewed once."""
        session = self.signed_in
        token = session.access_token
        try:
            answer = await self._call(method, path, session, **more)
        except Problem as problem:
            if problem.status != NOT_SIGNED_IN:
                raise
            await self._renew(session, token)
            answer = await self._call(method, path, session, **more)
        if answer.positions:
            session.positions = {**session.positions, **answer.positions}
            await sessions.keep_positions(self._engine, session.cookie_hash, answer.positions)
        return answer

    async def _call(self, method: str, path: str, session: PortalSession, **more: Any) -> Answer:
        try:
            answer = await self.ask(
                method, path, token=session.access_token, positions=session.positions, **more
            )
        except Problem as problem:
            self.lags = self.lags or problem.lags
            raise
        self.lags = self.lags or answer.lags
        return answer

    async def _renew(self, session: PortalSession, refused: str) -> None:
        """New tokens, fetched once even if several calls of a browser find the old ones run out."""
        async with sessions.renewal(session.cookie_hash):
            stored = await sessions.by_hash(self._engine, session.cookie_hash)
            if stored is None:
                raise SignInFirst
            if stored.access_token == refused:
                await self._fetch_tokens(stored)
        session.access_token, session.refresh_token = stored.access_token, stored.refresh_token

    async def _fetch_tokens(self, stored: PortalSession) -> None:
        body = {"refresh_token": stored.refresh_token}
        try:
            answer = await self.ask("POST", "/api/identity/v1/sessions/refresh", json=body)
        except Problem as problem:
            await sessions.end_session(self._engine, stored.cookie_hash)
            raise SignInFirst from problem
        tokens = answer.json()
        stored.access_token = tokens["access_token"]
        stored.refresh_token = tokens["refresh_token"]
        await sessions.keep(
            self._engine,
            stored.cookie_hash,
            access_token=stored.access_token,
            refresh_token=stored.refresh_token,
        )

    @property
    def _engine(self) -> Any:
        return self.request.app.state.edge.engine

    def path(self, path: str) -> str:
        """A path in the language of the page, for the establishment that its address names."""
        named = self.request.path_params.get(ACTING)
        return self._path(named if self.acting else None, path)

    def path_for(self, establishment: Mapping[str, Any], path: str) -> str:
        """A path for another establishment."""
        return self._path(establishment["number"], path)

    def _path(self, number: str | None, path: str) -> str:
        language = "/en" if self.language == "en" else ""
        return f"{language}/e/{number}{path}" if number else f"{language}{path}"

    def show(self, template: str, *, status: int = 200, **facts: Any) -> Response:
        """The page."""
        return HTMLResponse(render(template, self, **facts), status)

    def go(self, path: str) -> Response:
        """Redirect after a command."""
        return RedirectResponse(self.path(path), 303)

    async def download(self, path: str, name: str) -> Response:
        """A file that the platform answers, to be kept under a name."""
        answer = await self.call("GET", path)
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(answer.content, media_type=answer.media_type, headers=headers)

    def refused(self, problem: Problem) -> dict[str, str]:
        """What a refusal says in the language of the page: the rule and the way out."""
        suffix = "_ar" if self.language == "ar" else ""
        return {
            "title": str(problem.body.get(f"title{suffix}", "")),
            "detail": str(problem.body.get(f"detail{suffix}") or ""),
        }


Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class PageRoute(APIRoute):
    """A route that answers a whole page, whatever happens."""

    def get_route_handler(self) -> Handler:
        """FastAPI's handler, wrapped."""
        inner = super().get_route_handler()

        async def handle(request: Request) -> Response:
            page = Page(request, _language(request), None)
            request.state.page = page
            response = await _answer(page, inner)
            response.headers.update(page.headers)
            return response

        return handle


def _language(request: Request) -> Language:
    return "en" if request.url.path.split("/")[1] == "en" else "ar"


async def _session(page: Page) -> PortalSession | None:
    cookie = page.request.cookies.get(cookie_name(page.request))
    engine = page.request.app.state.edge.engine
    return await sessions.find_session(engine, cookie) if cookie else None


async def _answer(page: Page, inner: Handler) -> Response:
    try:
        page.session = await _session(page)
        if page.session is not None and ACTING in page.request.path_params and page.acting is None:
            raise Problem(NOT_FOUND, {})
        if page.request.method == "POST":
            await _check_form(page)
        return await inner(page.request)
    except SignInFirst:
        return page.go("/sign-in")
    except ChooseFirst:
        return page.go("/switch")
    except Exception as error:  # noqa: BLE001 - whatever it is, the reader gets a page
        return _failed(page, error)


def _failed(page: Page, error: Exception) -> Response:
    """The page that says what went wrong, with a reference to read out by phone."""
    reference, refusal = _reference(), None
    kind, status = _kind_of(error)
    if kind == "away" and page.request.method == "POST":
        kind = "unsure"  # a command that timed out may have been carried out
    if isinstance(error, Problem):
        refusal = page.refused(error)
    if kind == "failed":
        fields = {"path": page.request.scope["path"], "reference": reference}
        log.error("page failed", exc_info=error, extra={"fields": fields})
    return page.show("error.html", status=status, kind=kind, refusal=refusal, reference=reference)


def _kind_of(error: Exception) -> tuple[str, int]:
    if isinstance(error, Forged):
        return "forged", FORBIDDEN
    if isinstance(error, AnotherActing):
        return "another-acting", CONFLICT
    if isinstance(error, RequestValidationError):
        return "not-found", NOT_FOUND
    if isinstance(error, Problem):
        return ("not-found" if error.status == NOT_FOUND else "refused"), error.status
    if isinstance(error, PlatformAway) or passes_by_waiting(error):
        return "away", AWAY
    return "failed", FAILED


def _reference() -> str:
    return secrets.token_hex(4).upper()


async def _check_form(page: Page) -> None:
    """Every form comes from our own pages, and a session's forms carry its token."""
    headers = page.request.headers
    origin = headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != headers.get("host"):
        raise Forged
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise Forged
    if page.session is not None:
        sent = str((await page.request.form()).get(POST_FIELD_TOKEN, ""))
        if not secrets.compare_digest(sent, page.session.form_token):
            raise Forged
        check_form((await page.request.form()).get(POST_FIELD_ACTING), page.acting)


def cookie_name(request: Request) -> str:
    """The session cookie; over HTTPS its name itself says that it is ours alone."""
    secure = request.app.state.settings.secure_cookies
    return "__Host-daman" if secure else "daman"


def page_of(request: Request) -> Page:
    """The page of this request."""
    page: Page = request.state.page
    return page


OnPage = Annotated[Page, Depends(page_of)]
