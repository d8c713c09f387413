"""The mail sink, and our sender before it: one mail for each reference, kept over a restart."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from deploy.simulators.journal import Journal
from deploy.simulators.mail.app import create_application
from deploy.simulators.mail.mails import Mails
from deploy.simulators.mail.smtp import SmtpServer
from services.notifications.gateways.mail import AddressRefused, MailServer, MailUnavailable
from tests.simulators.calling import client_of

TO, REFERENCE = "reader@example.com", "019c4622-7020-74a4-9b5f-689cabecb7fc.1"
TEXT = "4821 رمز تفعيل حسابك في ضمان.\n.\n..نقطتان\n@daman.example #4821"


@asynccontextmanager
async def sender(mails: Mails, *, down: bool = False) -> AsyncIterator[MailServer]:
    """Our sender, with a sink that listens."""
    server = await SmtpServer(mails, lambda: down).start("127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        yield MailServer("127.0.0.1", port, "no-reply@daman.example", secure=False)


async def send(one: MailServer, to: str = TO, text: str = TEXT) -> None:
    await one.send(to=to, subject="رمز التحقق", text=text, reference=REFERENCE)


class TestSending:
    @pytest.mark.parametrize("text", [TEXT, "4821 is your code.\n.\n..two dots\nthe end"])
    async def test_a_mail_arrives_as_it_was_written(self, text: str) -> None:
        mails = Mails(Journal(None))
        async with sender(mails) as one:
            await send(one, text=text)
        [mail] = mails.inbox(to=TO, limit=10)
        assert (mail.subject, mail.text) == ("رمز التحقق", text)
        assert mail.message_id == f"<{REFERENCE}@daman.example>"

    async def test_a_second_one_with_the_reference_is_the_same(self) -> None:
        mails = Mails(Journal(None))
        async with sender(mails) as one:
            await send(one)
            await send(one, text="another")
        assert [mail.text for mail in mails.inbox(to=None, limit=10)] == [TEXT]

    async def test_no_such_mailbox_is_told_apart_from_a_server_away(self) -> None:
        mails = Mails(Journal(None))
        async with sender(mails) as one:
            with pytest.raises(AddressRefused):
                await send(one, to="nobody@unknown.example")
        with pytest.raises(MailUnavailable):
            await send(one)
        async with sender(mails, down=True) as one:
            with pytest.raises(MailUnavailable):
                await send(one)
        assert len(mails) == 0

    async def test_a_line_break_in_an_address_reaches_nobody(self) -> None:
        mails = Mails(Journal(None))
        async with sender(mails) as one:
            with pytest.raises(ValueError, match="linefeed"):
                await send(one, to="reader@example.com\nBcc: other@example.com")
        assert len(mails) == 0


class TestSink:
    async def test_knows_everything_after_a_restart(self, tmp_path: Path) -> None:
        journal = Journal(tmp_path / "mail.jsonl")
        async with sender(Mails(journal)) as one:
            await send(one)
        assert [mail.text for mail in Mails(journal).inbox(to=TO, limit=10)] == [TEXT]

    async def test_shows_a_mailbox(self) -> None:
        mails = Mails(Journal(None))
        async with sender(mails) as one:
            await send(one)
        async with client_of(create_application(mails, host="127.0.0.1", smtp_port=0)) as client:
            told = (await client.get("/v1/mails", params={"to": TO})).json()["mails"]
            page = (await client.get("/")).text
            other = (await client.get("/v1/mails", params={"to": "x@example.com"})).json()
        assert [mail["text"] for mail in told] == [TEXT]
        assert "4821" in page
        assert other == {"mails": []}
