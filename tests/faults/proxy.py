"""A TCP proxy that can cut a connection, hold it silent, or let it drip."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal

State = Literal["flows", "cut", "silent", "drips"]
CHUNK_BYTES, DRIP_BYTES, DRIP_SECONDS, LOOK_SECONDS = 65_536, 256, 0.05, 0.02


@dataclass
class Proxy:
    """Stands between clients and one server; its state may be changed at any moment."""

    to_host: str
    to_port: int
    port: int
    state: State = "flows"
    _open: set[asyncio.StreamWriter] = field(default_factory=set)
    _server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listen."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)

    async def stop(self) -> None:
        """End every connection and listen no more."""
        if self._server is not None:
            self._server.close()
        self._break()

    def become(self, state: State) -> None:
        """From now on like this; `cut` ends what is open and refuses what comes."""
        self.state = state
        if state == "cut":
            self._break()

    def _break(self) -> None:
        for writer in self._open:
            writer.transport.abort()
        self._open.clear()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.state == "cut":
            writer.transport.abort()
            return
        try:
            there_reads, there_writes = await asyncio.open_connection(self.to_host, self.to_port)
        except OSError:
            writer.transport.abort()
            return
        both = {writer, there_writes}
        self._open |= both
        try:
            await asyncio.gather(
                self._carry(reader, there_writes), self._carry(there_reads, writer)
            )
        finally:
            for one in both:
                one.transport.abort()
            self._open -= both

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            while data := await reader.read(CHUNK_BYTES):
                await self._hand_over(writer, data)
        writer.close()

    async def _hand_over(self, writer: asyncio.StreamWriter, data: bytes) -> None:
        while self.state == "silent":  # noqa: ASYNC110 - set by the lab from outside
            await asyncio.sleep(LOOK_SECONDS)
        while self.state == "drips" and len(data) > DRIP_BYTES:
            writer.write(data[:DRIP_BYTES])
            data = data[DRIP_BYTES:]
            await asyncio.sleep(DRIP_SECONDS)
        writer.write(data)
        await writer.drain()
