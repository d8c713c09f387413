"""Somebody who uses the platform through its gateway: signs in, reads, commands.

Every command carries an idempotency key and is repeated while a part is away, so that a killed
process costs time and nothing else. Every read carries the positions of the commands before it.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import uuid4

import httpx

PATIENCE_SECONDS = 90
PAUSE_SECONDS = 0.2
SESSION_SECONDS_MIN = 300
POSITION = "Daman-Position"
FRESHNESS = "Daman-Freshness"
POSITIONS_MAX = 32
_AWAY = {502, 503, 504}
_UNSETTLED = {409}
_LIMITED, _BY_THE_GATEWAY = 429, '"urn:daman:refusal:too-many"'
T = TypeVar("T")


class Unexpected(Exception):
    """Something was not as the story tells it."""


def expect(holds: bool, what: str) -> None:
    """Raise `Unexpected` unless it holds."""
    if not holds:
        raise Unexpected(what)


async def until(what: str, look: Callable[[], Awaitable[T | None]]) -> T:
    """Look again and again until there is something; `Unexpected` after a minute and a half."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        found = await look()
        if found:
            return found
        if time.monotonic() > deadline:
            raise Unexpected(f"not seen in {PATIENCE_SECONDS} s: {what}")
        await asyncio.sleep(PAUSE_SECONDS)


@dataclass
class Visitor:
    """One person's client."""

    gateway: str
    http: httpx.AsyncClient
    token: str | None = None
    token_ends: float = 0.0
    positions: dict[str, str] = field(default_factory=dict)
    """The topic of each event that the visitor's commands announced."""

    def carry(self, tokens: dict[str, Any]) -> None:
        """Show the access token of a session from here on."""
        self.token = tokens["access_token"]
        self.token_ends = time.monotonic() + tokens["expires_in"]

    def goes_on(self, other: "Visitor") -> bool:
        """Go on in the session of another client of the same person, unless it soon ends."""
        if other.token_ends < time.monotonic() + SESSION_SECONDS_MIN:
            return False
        self.token, self.token_ends = other.token, other.token_ends
        return True

    async def get(self, path: str, **query: object) -> Any:
        """The answer of a read that must succeed."""
        return _body(await self.ask("GET", path, params=query))

    async def post(self, path: str, body: object = None, **more: Any) -> Any:
        """The answer of a command that must succeed."""
        return _body(await self.ask("POST", path, json=body, **more))

    async def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Any answer that is not a failure of ours."""
        headers = self._headers(method)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            answer = await self._try(method, path, headers, more)
            if answer is not None or time.monotonic() > deadline:
                break
            await asyncio.sleep(PAUSE_SECONDS)
        if answer is None:
            raise Unexpected(f"{method} {path}: no answer in {PATIENCE_SECONDS} s")
        self._keep_positions(answer)
        return answer

    async def _try(
        self, method: str, path: str, headers: dict[str, str], more: dict[str, Any]
    ) -> httpx.Response | None:
        try:
            answer = await self.http.request(method, self.gateway + path, headers=headers, **more)
        except httpx.TransportError:
            return None
        still_running = answer.status_code in _UNSETTLED and "still-running" in answer.text
        come_again = answer.status_code == _LIMITED and _BY_THE_GATEWAY in answer.text
        return None if answer.status_code in _AWAY or still_running or come_again else answer

    def _headers(self, method: str) -> dict[str, str]:
        headers = {} if self.token is None else {"Authorization": f"Bearer {self.token}"}
        if method != "GET":
            headers["Idempotency-Key"] = str(uuid4())
        elif self.positions:
            newest = sorted(self.positions.items())[-POSITIONS_MAX:]  # ids grow with time
            pairs = (f"{topic}={event}" for event, topic in newest)
            headers[POSITION] = ", ".join(pairs)
        return headers

    def _keep_positions(self, answer: httpx.Response) -> None:
        for pair in filter(None, answer.headers.get(POSITION, "").split(",")):
            topic, _, event = pair.strip().partition("=")
            self.positions[event] = topic


def _body(answer: httpx.Response) -> Any:
    if answer.is_error:
        raise Unexpected(
            f"{answer.request.method} {answer.request.url.path}: "
            f"{answer.status_code} {answer.text[:400]}"
        )
    return answer.json() if answer.content else None


async def known(visitor: Visitor, path: str) -> None:
    """Wait until a service has heard of a new establishment."""

    async def look() -> bool:
        return (await visitor.ask("GET", path)).is_success

    await until(f"GET {path} answers", look)


async def caught_up(visitor: Visitor, path: str) -> None:
    """Wait until a service has heard of everything that the visitor knows of."""

    async def look() -> bool:
        return bool((await visitor.ask("GET", path)).headers.get(FRESHNESS) == "fresh")

    await until(f"GET {path} is fresh", look)


async def until_checked(visitor: Visitor, path: str) -> Any:
    """A file with its verdict."""

    async def look() -> Any:
        found = await visitor.get(path)
        return found if found["state"] != "checking" else None

    return await until(f"the verdict of GET {path}", look)
