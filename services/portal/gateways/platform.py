"""The platform's API as any client uses it: through the gateway, with the person's own token."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
import orjson

POSITION = "Daman-Position"


class Problem(Exception):
    """The platform refused; `body` is its problem document in both languages."""

    def __init__(self, status: int, body: Mapping[str, Any]) -> None:
        super().__init__(body.get("type", status))
        self.status, self.body = status, body


class PlatformAway(Exception):
    """No answer, or none that can be read."""


@dataclass
class Answer:
    """An answer: its JSON or bytes, and the positions of what it announced."""

    content: bytes
    media_type: str
    positions: dict[str, str] = field(default_factory=dict)

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
        positions: Mapping[str, str] | None = None,
        key: str | None = None,
        **more: Any,
    ) -> Answer:
        """One request; `key` makes a repeat harmless. Raises `Problem`, `PlatformAway`."""
        headers = {}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if key:
            headers["Idempotency-Key"] = key
        if positions and method == "GET":
            headers[POSITION] = ", ".join(f"{name}={at}" for name, at in positions.items())
        try:
            answer = await self.client.request(method, path, headers=headers, **more)
        except httpx.TransportError as error:
            raise PlatformAway(type(error).__name__) from error
        if answer.is_error:
            raise _problem(answer)
        return Answer(answer.content, answer.headers.get("content-type", ""), _positions(answer))


def _problem(answer: httpx.Response) -> Exception:
    try:
        body = answer.json()
    except ValueError:
        body = {}
    if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR and "title_ar" not in body:
        return PlatformAway(f"answered {answer.status_code}")
    return Problem(answer.status_code, body)


def _positions(answer: httpx.Response) -> dict[str, str]:
    pairs = (pair.strip().partition("=") for pair in answer.headers.get(POSITION, "").split(","))
    return {name: at for name, _, at in pairs if at}


def platform(url: str) -> Platform:
    """The platform at an address; half a minute is the gateway's own patience."""
    return Platform(httpx.AsyncClient(base_url=url, timeout=30, follow_redirects=False))
