"""The line to the biller: sends a message, once or until it is answered, and keeps a record."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace

import httpx

from deploy.simulators.hub.answers import (
    Answer,
    BillView,
    TransactionView,
    UnreadableAnswer,
    bills_of,
    read_answer,
    transactions_of,
)
from deploy.simulators.hub.connection import Connection
from deploy.simulators.hub.records import Records
from deploy.simulators.hub.signing import signature_holds

TIMEOUT_SECONDS = 10.0
INTERNAL_ERROR = 303  # the biller asks to be told again


@dataclass(frozen=True)
class Call:
    """One message on its way: the same bytes and GUID at every attempt."""

    path: str
    guid: str
    raw: bytes
    about: Mapping[str, object]


@dataclass(frozen=True)
class Reply:
    """What came back; without `answer`, `trouble` says why."""

    trouble: str | None = None
    status: int | None = None
    raw: bytes | None = None
    answer: Answer | None = None
    bills: tuple[BillView, ...] = ()
    transactions: tuple[TransactionView, ...] = ()
    signature_valid: bool | None = None
    attempts: int = 1

    @property
    def text(self) -> str | None:
        """The answer's bytes as text."""
        return None if self.raw is None else self.raw.decode("utf-8", errors="replace")

    @property
    def final(self) -> bool:
        """Whether nothing is gained by sending again."""
        if self.answer is None:
            return False
        said = {self.answer.code, *(each.code for each in self.transactions)}
        return INTERNAL_ERROR not in said


class BillerLine:
    """The biller's address, and the patience agreed for it."""

    def __init__(self, connection: Connection, records: Records, client: httpx.AsyncClient) -> None:
        self._connection = connection
        self._records = records
        self._client = client

    async def close(self) -> None:
        """Ends the connections to the biller."""
        await self._client.aclose()

    async def insist(self, call: Call) -> Reply:
        """Sends until there is an answer that is not the biller's wish to be told again."""
        pause = self._connection.pause
        reply = await self.send(call)
        for attempt in range(2, self._connection.attempts + 1):
            if reply.final:
                break
            await asyncio.sleep(pause)
            pause *= 2
            reply = await self.send(call, attempt)
        return reply

    async def send(self, call: Call, attempt: int = 1) -> Reply:
        """Sends once."""
        reply = replace(await self._post(call), attempts=attempt)
        self._records.exchanged(
            guid=call.guid,
            path=call.path,
            **call.about,
            attempt=attempt,
            status=reply.status,
            code=reply.answer.code if reply.answer else None,
            description=reply.answer.description if reply.answer else None,
            signature_valid=reply.signature_valid,
            trouble=reply.trouble,
            request=call.raw.decode(),
            answer=reply.text,
        )
        return reply

    async def _post(self, call: Call) -> Reply:
        try:
            response = await self._client.post(
                f"{self._connection.biller_url}/{call.path}",
                params={"GUID": call.guid},
                content=call.raw,
                headers={"Content-Type": "application/xml; charset=utf-8"},
            )
        except httpx.TransportError as error:
            return Reply(trouble=type(error).__name__)
        raw, status = response.content, response.status_code
        if status != httpx.codes.OK:
            return Reply(trouble=f"HTTP {status}", status=status, raw=raw)
        return self._read(raw, status)

    def _read(self, raw: bytes, status: int) -> Reply:
        try:
            answer = read_answer(raw)
            bills, transactions = tuple(bills_of(answer)), tuple(transactions_of(answer))
        except UnreadableAnswer as error:
            return Reply(trouble=str(error), status=status, raw=raw)
        return Reply(
            status=status,
            raw=raw,
            answer=answer,
            bills=bills,
            transactions=transactions,
            signature_valid=signature_holds(
                raw, self._connection.biller_key, self._connection.mode
            ),
        )
