"""Calls to other services: signed, timed, and never inside an open transaction."""

from dataclasses import dataclass
from typing import Any

import httpx
from opentelemetry.trace import SpanKind

from chassis import clock, telemetry
from chassis.tokens import Signer, service_claims
from chassis.unit_of_work import current_work


class TransactionOpen(RuntimeError):
    """A bug: a call to another service while a transaction holds locks."""


class PeerUnavailable(Exception):
    """The other service did not answer in time, or failed."""


@dataclass
class Peer:
    """One other service, as seen by this one. Timeout in seconds."""

    name: str
    client: httpx.AsyncClient
    signer: Signer
    timeout: float = 2.0

    async def post(self, path: str, body: Any) -> Any:
        """POST to `/internal/v1{path}`; the answer's JSON.

        Raises `TransactionOpen` inside a transaction, `PeerUnavailable` for no answer or 5xx, and
        httpx.HTTPStatusError for a refusal (4xx).
        """
        never_in_a_transaction(f"call to {self.name}{path}")
        with telemetry.span(f"call {self.name}{path}", kind=SpanKind.CLIENT):
            answer = await self._send(path, body)
        if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
            raise PeerUnavailable(f"{self.name} answered {answer.status_code}")
        answer.raise_for_status()
        return answer.json()

    async def _send(self, path: str, body: Any) -> httpx.Response:
        claims = service_claims(caller=self.signer.key_id, callee=self.name, now=clock.now())
        headers = {"Authorization": f"Bearer {self.signer.sign(claims, kind='service+jwt')}"}
        if trace := telemetry.traceparent():
            headers["traceparent"] = trace
        try:
            return await self.client.post(
                f"/internal/v1{path}", json=body, headers=headers, timeout=self.timeout
            )
        except httpx.TransportError as error:
            raise PeerUnavailable(self.name) from error


def never_in_a_transaction(what: str) -> None:
    """Raises `TransactionOpen` if this would be done while a transaction holds locks."""
    work = current_work.get()
    if work is not None and work.session.in_transaction():
        raise TransactionOpen(what)


def peer(name: str, url: str, signer: Signer, *, timeout: float = 2.0) -> Peer:
    """A peer at an address; redirects are never followed."""
    client = httpx.AsyncClient(base_url=url, timeout=timeout, follow_redirects=False)
    return Peer(name, client, signer, timeout)
