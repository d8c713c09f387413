"""A clerk with a browser without JavaScript: fills in forms, and sends again what got no answer."""

import asyncio
import re
import time
from dataclasses import dataclass, field
from typing import Any

import httpx

from deploy.demo.visitor import PATIENCE_SECONDS, PAUSE_SECONDS, Unexpected

_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
_AWAY = {502, 503, 504}


@dataclass
class ClerkAtPortal:
    """One browser."""

    gateway: str
    http: httpx.AsyncClient
    hidden: dict[str, str] = field(default_factory=dict)
    """The hidden fields of the page he looks at: its form's token and the command's own number."""

    async def open(self, path: str) -> httpx.Response:
        """A page; its form is at hand afterwards."""
        return await self._until_answered("GET", path)

    async def send(self, path: str, values: dict[str, str], **more: Any) -> httpx.Response:
        """The form of the page he looks at, sent once or, with no answer, the same again."""
        return await self._until_answered("POST", path, data={**self.hidden, **values}, **more)

    async def _until_answered(self, method: str, path: str, **more: Any) -> httpx.Response:
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            try:
                answer = await self.http.request(
                    method, self.gateway + path, follow_redirects=True, **more
                )
            except httpx.TransportError:
                answer = None
            if answer is not None and answer.status_code not in _AWAY:
                self.hidden = dict(_HIDDEN.findall(answer.text)) or self.hidden
                return answer
            await asyncio.sleep(PAUSE_SECONDS)
        raise Unexpected(f"{method} {path}: no answer in {PATIENCE_SECONDS} s")
