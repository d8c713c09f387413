"""Whether an establishment is clear: decided anew with every posting, told when it is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from chassis.money import jod
from chassis.unit_of_work import UnitOfWork
from contracts.events.billing import ClearanceChanged
from services.billing.models.invoices import Invoice
from services.billing.queries import accounts, clearances, invoices
from services.billing.queries.clearances import Position
from services.billing.rules.allocation import allocated
from services.billing.rules.clearance import is_clear


@dataclass(frozen=True)
class Due:
    """An invoice or adjustment that is not paid, and how much of it is open (fils)."""

    document: Invoice
    amount_open: int


@dataclass(frozen=True)
class Clearance:
    """Whether an establishment owes nothing, and if not, what stands in the way (fils)."""

    clear: bool
    balance: int
    dues: Sequence[Due]
    held_months: Sequence[str]
    position: Position
    as_of: datetime


async def decide_clearance(
    work: UnitOfWork, establishment_id: UUID, *, entry_id: UUID | None = None
) -> None:
    """Decide anew after a posting or a held month, and announce it if it is otherwise than before.

    It is called last of what changes the ground, in the same transaction. The establishment's row
    is held from here on, so two postings at once are decided one after the other.
    """
    before = await clearances.advance(work, establishment_id, entry_id)
    balance = await accounts.balance(work, establishment_id)
    held = await invoices.held_runs(work, establishment_id)
    clear = is_clear(balance, len(held))
    if clear == before.clear:
        return
    await clearances.keep(work, establishment_id, clear=clear, at=work.now)
    work.publish(
        ClearanceChanged(
            establishment_id=establishment_id,
            clear=clear,
            balance_due=jod(max(balance, 0)),
            changed_at=work.now,
            ledger_position=before.number,
        )
    )
    work.record(
        "money",
        "clearance-gained" if clear else "clearance-lost",
        about=("establishment", establishment_id),
        establishment_id=establishment_id,
        amount_due=jod(max(balance, 0)),
        held_months=[one.month for one in held],
    )


async def clearance_of(work: UnitOfWork, establishment_id: UUID) -> Clearance:
    """What holds now: no posting comes in between while it is read."""
    position = await clearances.position(work, establishment_id)
    balance = await accounts.balance(work, establishment_id)
    held = await invoices.held_runs(work, establishment_id)
    documents = await invoices.invoices_of(work, establishment_id) if balance > 0 else []
    return Clearance(
        clear=is_clear(balance, len(held)),
        balance=balance,
        dues=_open(documents, balance),
        held_months=[one.month for one in held],
        position=position,
        as_of=work.now,
    )


def _open(documents: Sequence[Invoice], balance: int) -> list[Due]:
    """What is open of each document, the oldest month paid first, as the bill shows it."""
    amounts = [one.amount_due for one in documents]
    covered = allocated(amounts, sum(amounts) - balance)
    dues = [Due(one, one.amount_due - part) for one, part in zip(documents, covered, strict=True)]
    return [due for due in dues if due.amount_open > 0]
