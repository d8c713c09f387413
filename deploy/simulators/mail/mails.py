"""The mails that were taken, one for each Message-ID; rebuilt from the journal."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from pydantic import AwareDatetime, BaseModel, ConfigDict

from deploy.simulators.journal import Journal


class Mail(BaseModel):
    """One mail; `at` is when it was taken."""

    model_config = ConfigDict(frozen=True)

    to: str
    subject: str
    text: str
    message_id: str
    at: AwareDatetime


class Mails:
    """All mails in the order in which they came."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._by_id = {one.message_id: one for one in map(Mail.model_validate, journal.entries())}

    def __len__(self) -> int:
        return len(self._by_id)

    def take(self, to: str, content: bytes) -> Mail:
        """Keep a mail; the same Message-ID again is the same mail."""
        parsed = message_from_bytes(content, policy=default)
        assert isinstance(parsed, EmailMessage), "the policy makes these"
        body = parsed.get_body(("plain",))
        mail = Mail(
            to=to,
            subject=str(parsed["Subject"] or ""),
            text=body.get_content().replace("\r\n", "\n").strip() if body else "",
            message_id=str(parsed["Message-ID"] or f"<{len(self)}@none>"),
            at=datetime.now(UTC),
        )
        if mail.message_id not in self._by_id:
            self._journal.append(mail.model_dump(mode="json"))
            self._by_id[mail.message_id] = mail
        return self._by_id[mail.message_id]

    def inbox(self, *, to: str | None, limit: int) -> list[Mail]:
        """The newest mails of an address, or of all; oldest first."""
        return [one for one in self._by_id.values() if to in (None, one.to)][-limit:]
