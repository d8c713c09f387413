"""As much of SMTP (RFC 5321) as a sender of ours speaks."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from deploy.simulators.mail.mails import Mails

LINE_MAX = 1024 * 1024
UNKNOWN = "@unknown.example"
"""Mailboxes of this domain do not exist."""


@dataclass
class SmtpServer:
    """Takes mails for everybody; while `down` says so it sends callers away."""

    mails: Mails
    down: Callable[[], bool]

    async def start(self, host: str, port: int) -> asyncio.Server:
        """Listen; the server runs until it is closed."""
        return await asyncio.start_server(self._converse, host, port, limit=LINE_MAX)

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._serve(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the caller is gone
        finally:
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.down():
            writer.write(b"421 not now\r\n")
            return
        writer.write(b"220 mail sink\r\n")
        to: list[str] = []
        while line := await reader.readline():
            verb, _, rest = line.decode(errors="replace").strip().partition(" ")
            if verb.upper() == "DATA":
                writer.write(b"354 go on\r\n")
                content = _undotted(await reader.readuntil(b"\r\n.\r\n"))
                for one in to:
                    self.mails.take(one, content)
                to = []
                writer.write(b"250 taken\r\n")
            elif verb.upper() == "QUIT":
                writer.write(b"221 bye\r\n")
                return
            else:
                writer.write(_answer(verb.upper(), rest, to))
            await writer.drain()


def _answer(verb: str, rest: str, to: list[str]) -> bytes:
    if verb == "RCPT":
        address = rest.partition("<")[2].partition(">")[0]
        if address.endswith(UNKNOWN):
            return b"550 no such mailbox\r\n"
        to.append(address)
    if verb in ("EHLO", "HELO", "MAIL", "RCPT", "RSET", "NOOP"):
        return b"250 ok\r\n"
    return b"502 not here\r\n"


def _undotted(content: bytes) -> bytes:
    """The mail without its end, and without the dots that hid a dot at a line's beginning."""
    return content.removesuffix(b".\r\n").replace(b"\r\n..", b"\r\n.")
