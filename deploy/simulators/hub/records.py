"""What the hub has taken and exchanged, and what was planted; rebuilt from the journal."""

from datetime import UTC, date, datetime
from typing import Any

from deploy.simulators.hub.book import Plant
from deploy.simulators.hub.messages import PaymentFacts
from deploy.simulators.journal import Journal

Entry = dict[str, Any]


class Records:
    """Every payment taken (`kind` `payment`), message sent (`exchange`), difference (`plant`)."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._entries: list[Entry] = []
        self._payments: dict[str, PaymentFacts] = {}
        self._plants: dict[str, Plant] = {}
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

    def plant(self, plant: Plant) -> None:
        """Keeps a difference planted into a payment; a later one takes its place."""
        self._write("plant", plant=plant.model_dump(mode="json"))

    def taken_on(self, day: date, biller_code: int) -> list[PaymentFacts]:
        """Payments for a biller that are settled on a day, in the order they were taken."""
        return [
            payment
            for payment in self._payments.values()
            if payment.stmt_date == day and payment.biller_code == biller_code
        ]

    def plants(self) -> dict[str, Plant]:
        """What was planted, by transaction."""
        return self._plants

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
        if entry["kind"] == "plant":
            plant = Plant.model_validate(entry["plant"])
            assert plant.transaction is not None, "a kept plant names its payment"
            self._plants[plant.transaction] = plant
