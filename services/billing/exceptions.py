"""What the treasurer has to look at: raised once per fact, settled when nothing is left to do."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import all_, case, literal, or_, update
from sqlalchemy.dialects.postgresql import ARRAY, TEXT, Insert, insert
from sqlmodel import col

from chassis.ids import uuid7
from chassis.unit_of_work import UnitOfWork
from services.billing.models.payments import PaymentException

Resolution = Literal["explained", "booked", "reversed", "assigned", "offset", "gone"]


@dataclass(frozen=True)
class Raised:
    """A named exception. `fingerprint` is what makes it the same one when it is found again.

    `amount` (fils) comes to stand in suspense when its day is closed, or stands there already if
    it is `posted`. With a `resolution` it is told for the record: nothing is left to do.
    """

    kind: str
    fingerprint: str
    facts: dict[str, Any]
    day: date | None = None
    amount: int = 0
    posted: bool = False
    resolution: Resolution | None = None


async def raise_all(work: UnitOfWork, found: Sequence[Raised]) -> None:
    """Once per kind and fingerprint, however often they are found.

    One that was gone comes back. One that is open takes on new facts; another amount needs
    another explanation.
    """
    if found:
        statement = _found_again(insert(PaymentException))
        await work.session.execute(statement, [_row(work, one) for one in found])


def _row(work: UnitOfWork, raised: Raised) -> dict[str, Any]:
    return {
        "exception_id": uuid7(),
        "kind": raised.kind,
        "fingerprint": raised.fingerprint,
        "facts": raised.facts,
        "raised_at": work.now,
        "day": raised.day,
        "amount": raised.amount,
        "posted_at": work.now if raised.posted else None,
        "resolution": raised.resolution,
        "settled_at": work.now if raised.resolution else None,
    }


def _found_again(statement: Insert) -> Insert:
    told = statement.excluded
    same = col(PaymentException.amount) == told.amount
    kept = {
        name: case((same, getattr(PaymentException, name)), else_=None)
        for name in ("explanation", "explained_by", "explained_at")
    }
    fresh = {name: told[name] for name in ("facts", "amount", "settled_at", "resolution")}
    still_open = col(PaymentException.settled_at).is_(None) & col(PaymentException.posted_at).is_(
        None
    )
    return statement.on_conflict_do_update(
        index_elements=["kind", "fingerprint"],
        set_={**fresh, **kept},
        where=or_(still_open, col(PaymentException.resolution) == "gone"),
    )


async def withdraw(
    work: UnitOfWork, day: date, *, kinds: Collection[str], still: Sequence[Raised]
) -> None:
    """Settle as gone what was raised about a day in these kinds and is not found any more."""
    names = [f"{one.kind}/{one.fingerprint}" for one in still]
    named = col(PaymentException.kind) + "/" + col(PaymentException.fingerprint)
    await work.session.execute(
        update(PaymentException)
        .where(
            col(PaymentException.day) == day,
            col(PaymentException.kind).in_(kinds),
            col(PaymentException.settled_at).is_(None),
            col(PaymentException.posted_at).is_(None),
            named != all_(literal(names, ARRAY(TEXT))),  # one value, however many there are
        )
        .values(settled_at=work.now, resolution="gone")
    )


def settle(
    work: UnitOfWork,
    raised: PaymentException,
    resolution: Resolution,
    *,
    against: UUID | None = None,
) -> None:
    """Nothing is left to do about it; `against` is the exception it was set against."""
    raised.settled_at, raised.resolution, raised.offset_against = work.now, resolution, against
    _record(work, raised, f"exception-{resolution}")


def reopen(work: UnitOfWork, raised: PaymentException) -> None:
    """What it was set against is gone: it stands in suspense again."""
    raised.settled_at, raised.resolution, raised.offset_against = None, None, None
    _record(work, raised, "exception-reopened")


def _record(work: UnitOfWork, raised: PaymentException, what: str) -> None:
    work.record(
        "money",
        what,
        about=("exception", raised.exception_id),
        establishment_id=raised.establishment_id,
        internal=True,
        exception=raised.kind,
    )


def explain(work: UnitOfWork, raised: PaymentException, explanation: str, by: UUID) -> None:
    """Write down the treasurer's explanation; the last one counts."""
    raised.explanation, raised.explained_by, raised.explained_at = explanation, by, work.now
