"""What the operator has accepted, and how each message ended; rebuilt from the journal."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import uuid4

from pydantic import AwareDatetime, BaseModel, ConfigDict

from deploy.simulators.journal import Journal

DEAD_NUMBER = "0000"
"""Phones whose number ends so are switched off for ever."""

Outcome = Literal["delivered", "failed"]
Receipt = Literal["taken", "refused", "unanswered"]
"""What became of a delivery report: taken, refused for good, or given up without an answer."""


class Message(BaseModel):
    """One accepted message; `at` is when it was accepted."""

    model_config = ConfigDict(frozen=True)

    id: str
    to: str
    text: str
    reference: str
    at: AwareDatetime

    @property
    def outcome(self) -> Outcome:
        """What the phone's network will say of it."""
        return "failed" if self.to.endswith(DEAD_NUMBER) else "delivered"


class Messages:
    """All messages in the order of acceptance, one per reference."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._by_reference: dict[str, Message] = {}
        self._receipts: dict[str, Receipt] = {}
        for entry in journal.entries():
            self._recall(entry)

    def __len__(self) -> int:
        return len(self._by_reference)

    def accept(self, *, to: str, text: str, reference: str) -> tuple[Message, bool]:
        """The message of this reference, and whether it is new.

        The first one stands: a repeated reference with another text is still the first message.
        """
        known = self._by_reference.get(reference)
        if known is not None:
            return known, False
        at = datetime.now(UTC)
        message = Message(id=uuid4().hex, to=to, text=text, reference=reference, at=at)
        self._journal.append({"kind": "message", **message.model_dump(mode="json")})
        self._by_reference[reference] = message
        return message, True

    def close(self, message: Message, receipt: Receipt) -> None:
        """Notes what became of the message's delivery report."""
        self._journal.append({"kind": "report", "id": message.id, "receipt": receipt})
        self._receipts[message.id] = receipt

    def unreported(self) -> list[Message]:
        """Messages whose delivery report is still owed."""
        return [message for message in self._all() if message.id not in self._receipts]

    def receipt(self, message: Message) -> Receipt | None:
        """What became of its delivery report, None while it is on its way."""
        return self._receipts.get(message.id)

    def inbox(self, *, to: str | None, limit: int) -> list[Message]:
        """The newest messages of a number, or of all; oldest first."""
        return [message for message in self._all() if to is None or message.to == to][-limit:]

    def _all(self) -> Iterator[Message]:
        return iter(self._by_reference.values())

    def _recall(self, entry: dict[str, Any]) -> None:
        if entry["kind"] == "report":
            self._receipts[entry["id"]] = entry["receipt"]
            return
        message = Message.model_validate(entry)
        self._by_reference[message.reference] = message
