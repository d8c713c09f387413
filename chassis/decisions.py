"""An officer's decision on what was sent to his branch: once, and on the version that he saw."""

from datetime import datetime
from typing import Protocol, TypeVar
from uuid import UUID

from chassis.authorize import EVERYWHERE, branches_of, caller_of
from chassis.errors import Message, NotFound, Refusal, StaleVersion
from chassis.unit_of_work import UnitOfWork

ROLE = "officer"
UNDER_REVIEW = "under_review"


class AlreadyDecided(Refusal):
    """It has left the officers' queue."""

    status = 409
    message = Message(
        ar="الرقم {number} لم يعد قيد المراجعة.",
        en="Number {number} is no longer under review.",
        fix_ar="تحديث القائمة.",
        fix_en="Refresh the list.",
    )


class Submission(Protocol):
    """Anything that was sent to a branch. `version` grows with each change."""

    state: str
    version: int
    decided_by: UUID | None
    decided_at: datetime | None
    reason: str | None

    @property
    def branch(self) -> str | None:
        """Whose affair it is."""

    @property
    def number(self) -> object:
        """The number people know it by."""


S = TypeVar("S", bound=Submission)


async def to_decide(
    work: UnitOfWork,
    found: S | None,
    *,
    version: int,
    role: str = ROLE,
    waiting: str = UNDER_REVIEW,
) -> S:
    """What the caller may decide, as his version of it stands; fetch it locked.

    `role` decides what is in the state `waiting`. Raises `NotAllowed` without the role, `NotFound`
    outside his branches, `StaleVersion`, `AlreadyDecided`.
    """
    branches = await branches_of(work, role)
    if found is None or not branches & {found.branch, EVERYWHERE}:
        raise NotFound
    if found.version != version:
        raise StaleVersion(expected=version, actual=found.version)
    if found.state != waiting:
        raise AlreadyDecided(number=found.number)
    return found


async def decide(work: UnitOfWork, one: Submission, state: str, *, reason: str | None) -> None:
    """Write the decision."""
    caller = await caller_of(work)
    one.state, one.reason = state, reason
    one.decided_by, one.decided_at = caller.subject, work.now
    one.version += 1
