"""A client that writes down what it asked and what it was answered, and sometimes asks again."""

import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from deploy.demo.visitor import Unexpected, Visitor, expect

RENEWED_SECONDS = 120
LEFT_SECONDS = 300
"""A session in which nobody asked for so long after its token's end is given up."""

REFRESH = "/api/identity/v1/sessions/refresh"


class AnsweredTwice(Exception):
    """The same command under the same key was answered in two ways."""


@dataclass
class Log:
    """Every command of the run: asked, and answered or not. All that the checker knows of us."""

    file: Path
    counted: Counter[str] = field(default_factory=Counter)
    entries: list[dict[str, Any]] = field(default_factory=list)

    async def command(self, kind: str, ask: Callable[[], Awaitable[Any]], **facts: Any) -> Any:
        """Ask, and write down how it went; None if it was refused, or no answer came at all."""
        asked_at = time.time()
        try:
            answer = await ask()
        except Unexpected as error:
            outcome = "unknown" if "no answer" in str(error) else "refused"  # by a rule of ours
            self._write(kind, asked_at, outcome, {**facts, "error": str(error)[:300]})
            return None
        self._write(kind, asked_at, "ok", facts)
        return answer

    def _write(self, kind: str, asked_at: float, outcome: str, facts: dict[str, Any]) -> None:
        entry = {"kind": kind, "outcome": outcome, "asked_at": asked_at, "at": time.time(), **facts}
        self.counted[f"{kind} {outcome}"] += 1
        self.entries.append(entry)
        with self.file.open("a") as log:
            log.write(json.dumps(entry) + "\n")

    def of(self, kind: str, outcome: str = "ok") -> list[dict[str, Any]]:
        """The commands of a kind that ended so."""
        found = [one for one in self.entries if one["kind"] == kind]
        return [one for one in found if one["outcome"] == outcome]

    @property
    def commands(self) -> int:
        """How many commands were sent."""
        return len(self.entries)


@dataclass
class Client(Visitor):
    """A visitor of whose commands a share is sent twice under the same key; his session is kept."""

    repeats: Counter[str] = field(default_factory=Counter)
    share: float = 0.0
    chance: random.Random = field(default_factory=random.Random)
    refresh_token: str = ""
    session_of: "Client | None" = None
    """Who signed in, if it was somebody else: he keeps the session for both."""

    renewing: asyncio.Lock = field(default_factory=asyncio.Lock)

    def carry(self, tokens: dict[str, Any]) -> None:
        """Keep both tokens."""
        super().carry(tokens)
        self.refresh_token = tokens["refresh_token"]

    async def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """The answer; now and then the command once more, which must be answered the same."""
        holder = self.session_of or self
        await holder.renew()
        self.token = holder.token
        answer = await super().ask(method, path, **more)
        again = method == "POST" and more.get("json") is not None and answer.is_success
        if again and self.chance.random() < self.share:
            await self._ask_again(answer)
        return answer

    def goes_on(self, other: Visitor) -> bool:
        """Go on in another client's session, which he keeps; not in one that was left long ago."""
        if not isinstance(other, Client) or not other.is_signed_in:
            return False
        self.session_of = other
        return True

    @property
    def is_signed_in(self) -> bool:
        """Whether there is a session that can still be gone on with."""
        return bool(self.refresh_token) and time.monotonic() < self.token_ends + LEFT_SECONDS

    async def renew(self) -> None:
        """New tokens, shortly before the old ones end."""
        async with self.renewing:
            if not self.refresh_token or self.token_ends > time.monotonic() + RENEWED_SECONDS:
                return
            self.token = None  # it may have ended already, and would be refused at the gateway
            answer = await super().ask("POST", REFRESH, json={"refresh_token": self.refresh_token})
            expect(answer.is_success, f"a session was not renewed: {answer.text[:300]}")
            self.carry(answer.json())

    async def _ask_again(self, first: httpx.Response) -> None:
        request = first.request
        repeat = httpx.Request(
            request.method, request.url, headers=request.headers, content=request.content
        )
        try:
            second = await self.http.send(repeat)
        except httpx.TransportError:
            return
        if second.is_server_error or second.status_code in (401, 409):
            return  # not now, or the session has been renewed meanwhile
        self.repeats["repeated"] += 1
        if (second.status_code, second.content) != (first.status_code, first.content):
            raise AnsweredTwice(f"{request.url.path}: {first.text[:200]} / {second.text[:200]}")
