"""Delivery reports: the operator calls its customer back, and insists.

The body is signed: `X-Signature` is the hex HMAC-SHA256 of its bytes under a shared secret.
"""

import asyncio
import hashlib
import hmac
import json
import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx

from deploy.simulators.sms.messages import Message, Messages, Receipt

RETRIED = frozenset({404, 408, 425, 429})
"""Refusals that may pass: a customer who is restarting, or who is asked too often."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Pace:
    """Seconds before the first report, of the first pause (then doubled) and of the longest."""

    delivery: float = 1.0
    pause: float = 0.5
    pause_max: float = 60.0
    attempts: int = 60

    def waits(self) -> Iterator[float]:
        """The wait before each attempt."""
        yield self.delivery
        for retry in range(self.attempts - 1):
            yield min(self.pause * 2 ** min(retry, 20), self.pause_max)


class Reporter:
    """Sends each message's report until it is taken, refused for good, or too old."""

    def __init__(
        self,
        messages: Messages,
        *,
        url: str,
        secret: bytes,
        client: httpx.AsyncClient,
        pace: Pace | None = None,
    ) -> None:
        self._messages = messages
        self._url = url
        self._secret = secret
        self._client = client
        self._pace = pace or Pace()
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Takes up the reports that were owed when the operator stopped."""
        for message in self._messages.unreported():
            self.owe(message)

    def owe(self, message: Message) -> None:
        """Reports a message later; needs a running loop."""
        task = asyncio.get_running_loop().create_task(self._insist(message))
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    async def stop(self) -> None:
        """Leaves the rest to the next start."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._client.aclose()

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("a delivery report broke off", exc_info=task.exception())

    async def _insist(self, message: Message) -> None:
        body: bytes | None = None
        for wait in self._pace.waits():
            await asyncio.sleep(wait)
            body = body or report_body(message, at=datetime.now(UTC))
            receipt = await self._attempt(body)
            if receipt is not None:
                self._messages.close(message, receipt)
                return
        self._messages.close(message, "unanswered")

    async def _attempt(self, body: bytes) -> Receipt | None:
        """One call; None if it should be tried again."""
        headers = {
            "Content-Type": "application/json",
            "X-Signature": hmac.new(self._secret, body, hashlib.sha256).hexdigest(),
        }
        try:
            answer = await self._client.post(self._url, content=body, headers=headers)
        except httpx.TransportError as error:
            log.warning("delivery report: %s", type(error).__name__)
            return None
        if answer.is_success:
            return "taken"
        log.warning("delivery report answered %s", answer.status_code)
        final = answer.is_client_error and answer.status_code not in RETRIED
        return "refused" if final else None


def report_body(message: Message, *, at: datetime) -> bytes:
    """The report's exact bytes: every attempt repeats them."""
    report = {
        "id": message.id,
        "reference": message.reference,
        "state": message.outcome,
        "at": at.isoformat(timespec="milliseconds"),
    }
    return json.dumps(report).encode()


def reporter_from_environment(messages: Messages) -> Reporter | None:
    """The reporter of `DAMAN_REPORT_URL`; without an address nobody is told."""
    url = os.environ.get("DAMAN_REPORT_URL")
    if not url:
        return None
    secret = Path(os.environ["DAMAN_SMS_REPORT_SECRET_FILE"]).read_text().strip().encode()
    client = httpx.AsyncClient(timeout=5, trust_env=False)
    return Reporter(messages, url=url, secret=secret, client=client)
