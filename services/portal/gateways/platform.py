"""The platform's API as any client uses it: through the gateway, with the person's own token."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
import orjson

from chassis.freshness import HEADER, POSITIONS_MAX, STATE_HEADER

Positions = Mapping[str, str]
"""The topic of each event that a command announced; ids of events grow with time."""


class Problem(Exception):
    """The platform refused; `body` is its problem document in both languages.

    `lags` as of an `Answer`: what is not found may only not have arrived there yet.
    """

    def __init__(self, status: int, body: Mapping[str, Any], *, lags: bool = False) -> None:
        super().__init__(body.get("type", status))
        self.status, self.body, self.lags = status, body, lags


class PlatformAway(Exception):
    """No answer, or none that can be read."""


@dataclass
class Answer:
    """An answer: its JSON or bytes, and the positions of what it announced.

    `lags` tells of a read that came without something that the positions sent with it name.
    """

    content: bytes
    media_type: str
    positions: Positions = field(default_factory=dict)
    lags: bool = False

    def json(self) -> Any:
        """The document; None for an empty answer."""
        return orjson.loads(self.content) if self.content else None


@dataclass
class Platform:
    """A client of the gateway."""

    client: httpx.AsyncClient

    async def ask(
        self,
        method: str,
        path: str,
        *,
        token: str | None = None,
        positions: Positions | None = None,
        key: str | None = None,
        client: str | None = None,
        **more: Any,
    ) -> Answer:
        """One request on behalf of a network address; `key` makes a repeat harmless.

        Raises `Problem` and `PlatformAway`.
        """
        headers = {}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if client:
            headers["X-Forwarded-For"] = client
        if key:
            headers["Idempotency-Key"] = key
        if positions and method == "GET":
            newest = newest_of(positions).items()
            headers[HEADER] = ", ".join(f"{topic}={event}" for event, topic in newest)
        try:
            answer = await self.client.request(method, path, headers=headers, **more)
        except httpx.TransportError as error:
            raise PlatformAway(type(error).__name__) from error
        if answer.is_error:
            raise _problem(answer)
        return Answer(
            answer.content,
            answer.headers.get("content-type", ""),
            _positions(answer),
            lags=_lags(answer),
        )


def newest_of(positions: Positions) -> Positions:
    """As many as a request carries."""
    return dict(sorted(positions.items())[-POSITIONS_MAX:])


def _problem(answer: httpx.Response) -> Exception:
    try:
        body = answer.json()
    except ValueError:
        body = {}
    if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR and "title_ar" not in body:
        return PlatformAway(f"answered {answer.status_code}")
    return Problem(answer.status_code, body, lags=_lags(answer))


def _lags(answer: httpx.Response) -> bool:
    return bool(answer.headers.get(STATE_HEADER, "fresh") != "fresh")


def _positions(answer: httpx.Response) -> Positions:
    pairs = (pair.strip().partition("=") for pair in answer.headers.get(HEADER, "").split(","))
    return {event: topic for topic, _, event in pairs if event}


def platform(url: str) -> Platform:
    """The platform at an address; half a minute is the gateway's own patience."""
    return Platform(httpx.AsyncClient(base_url=url, timeout=30, follow_redirects=False))
