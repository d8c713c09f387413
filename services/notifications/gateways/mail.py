"""The corporation's mail server, by SMTP."""

import asyncio
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import localtime

TIMEOUT_SECONDS = 5


class MailUnavailable(Exception):
    """The server did not take the mail this time."""


class AddressRefused(Exception):
    """There is no such mailbox, now or later."""


@dataclass(frozen=True)
class MailServer:
    """A server that mails are handed to; `secure` asks for STARTTLS with a checked certificate."""

    host: str
    port: int
    sender: str
    secure: bool

    async def send(self, *, to: str, subject: str, text: str, reference: str) -> None:
        """Hand a mail over; the reference is its Message-ID, so that a second one is known as such.

        Raises `MailUnavailable` and `AddressRefused`.
        """
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self.sender, to, subject
        mail["Date"], mail["Message-ID"] = localtime(), f"<{reference}@{self._domain}>"
        mail.set_content(text)
        await asyncio.to_thread(self._hand_over, mail)

    @property
    def _domain(self) -> str:
        return self.sender.partition("@")[2]

    def _hand_over(self, mail: EmailMessage) -> None:
        try:
            with smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_SECONDS) as smtp:
                if self.secure:
                    smtp.starttls(context=ssl.create_default_context())
                smtp.send_message(mail)
        except smtplib.SMTPRecipientsRefused as error:
            raise AddressRefused from error
        except (OSError, smtplib.SMTPException) as error:
            raise MailUnavailable(type(error).__name__) from error
