"""What the hub has taken and exchanged; rebuilt from the journal."""

from datetime import UTC, datetime
from typing import Any

from deploy.simulators.hub.messages import PaymentFacts
from deploy.simulators.journal import Journal

Entry = dict[str, Any]


class Records:
    """Every payment taken (`kind` `payment`) and every message sent (`kind` `exchange`)."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._entries: list[Entry] = []
        self._payments: dict[str, PaymentFacts] = {}
        for entry in journal.entries():
            self._remember(entry)

    def __len__(self) -> int:
        return len(self._entries)

    def take(self, facts: PaymentFacts, *, guid: str) -> None:
        """Keeps a payment before the biller hears of it: the money has moved."""
        self._write("payment", guid=guid, payment=facts.model_dump(mode="json"))

    def exchanged(self, **entry: Any) -> None:
        """Keeps one message and what came back."""
        self._write("exchange", **entry)

    def payment(self, transaction: str) -> PaymentFacts | None:
        """The first payment under a transaction number: a later one is a repeat or a conflict."""
        return self._payments.get(transaction)

    def newest(self, limit: int) -> list[Entry]:
        """The last entries, oldest first."""
        return self._entries[-limit:]

    def _write(self, kind: str, **facts: Any) -> None:
        entry = {"at": datetime.now(UTC).isoformat(), "kind": kind, **facts}
        self._journal.append(entry)
        self._remember(entry)

    def _remember(self, entry: Entry) -> None:
        self._entries.append(entry)
        if entry["kind"] == "payment":
            facts = PaymentFacts.model_validate(entry["payment"])
            self._payments.setdefault(facts.transaction, facts)
