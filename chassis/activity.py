"""The timeline a service keeps of its own objects, and how it answers for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel
from sqlalchemy import ColumnElement, or_, select
from sqlmodel import col

from chassis.authorize import EVERYWHERE, caller_of, grants_of
from chassis.errors import Message, NotFound, Refusal
from chassis.http.edge import Work, WorkRoute
from chassis.tables import ActivityRow, EstablishmentCopy
from chassis.unit_of_work import UnitOfWork

ENTRIES_MAX = 500
READERS = frozenset({"officer", "treasurer", "operator"})
"""Staff roles that read timelines, each in its branches."""

router = APIRouter(route_class=WorkRoute, prefix="/v1", tags=["timeline"])


class ActivityView(BaseModel):
    """One entry: what happened to which object, when, by whom."""

    at: datetime
    kind: Literal["command", "event", "message", "money", "read"]
    what: str
    facts: dict[str, Any]
    object_kind: str
    object_id: str
    refs: list[str]
    establishment_id: UUID | None
    person_id: UUID | None
    actor: str


class NothingAsked(Refusal):
    """A timeline is always one of something."""

    message = Message(
        ar="يلزم تحديد منشأة أو شخص أو رقم.",
        en="Name an establishment, a person or a number.",
        fix_ar="إضافة رقم الإرسالية أو الفاتورة أو الحركة مثلًا.",
        fix_en="Add, for example, the number of a batch, an invoice or a payment.",
    )


@dataclass(frozen=True)
class _Asked:
    """Whose timeline; several conditions hold together."""

    establishment_id: UUID | None
    establishment_number: str | None
    person_id: UUID | None
    ref: str | None


@router.get("/activity")
async def list_activity(
    work: Work,
    establishment_id: UUID | None = None,
    establishment_number: Annotated[str | None, Query(max_length=20)] = None,
    person_id: UUID | None = None,
    ref: Annotated[str | None, Query(max_length=80)] = None,
) -> list[ActivityView]:
    """This service's timeline of an establishment, a person, or anything by its number.

    Oldest first, of a long one the newest 500; `ref` is the number of a batch, file, invoice,
    payment, letter or case. A liaison officer reads what concerns his establishments, without
    internal entries; staff (officer, treasurer, operator) what concerns their branches; internal
    notes about no establishment only who works for all of them. Reading a person's is itself an
    entry.
    """
    asked = _Asked(establishment_id, establishment_number, person_id, ref)
    visible = await _visible(work)
    rows = await work.session.execute(
        select(ActivityRow)
        .where(*_conditions(asked), *visible)
        .order_by(col(ActivityRow.at).desc(), col(ActivityRow.id).desc())
        .limit(ENTRIES_MAX)
    )
    newest = rows.scalars().all()
    entries = [ActivityView.model_validate(row, from_attributes=True) for row in newest[::-1]]
    if person_id is not None:
        work.record("read", "timeline-read", about=("person", person_id), person_id=person_id)
    return entries


def _conditions(asked: _Asked) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.establishment_id is not None:
        found.append(col(ActivityRow.establishment_id) == asked.establishment_id)
    if asked.establishment_number is not None:
        number = col(EstablishmentCopy.number) == asked.establishment_number
        found.append(_establishment_in(number))
    if asked.person_id is not None:
        found.append(col(ActivityRow.person_id) == asked.person_id)
    if asked.ref is not None:
        found.append(col(ActivityRow.refs).contains([asked.ref]))
    if not found:
        raise NothingAsked
    return found


async def _visible(work: UnitOfWork) -> Sequence[ColumnElement[bool]]:
    """What the caller may see; `NotFound` for who may see nothing."""
    caller = await caller_of(work)
    grants = await grants_of(work)
    if caller.kind == "establishment":
        own = [grant.establishment_id for grant in grants if grant.establishment_id]
        return [
            col(ActivityRow.establishment_id).in_(own),
            col(ActivityRow.internal).is_(False),
        ]
    branches = {grant.branch or EVERYWHERE for grant in grants if grant.role in READERS}
    if not branches:
        raise NotFound
    if EVERYWHERE in branches:
        return []
    in_branch = _establishment_in(col(EstablishmentCopy.branch).in_(branches))
    nobodys = col(ActivityRow.establishment_id).is_(None) & col(ActivityRow.internal).is_(False)
    return [or_(in_branch, nobodys)]


def _establishment_in(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    known = select(col(EstablishmentCopy.establishment_id)).where(condition)
    return col(ActivityRow.establishment_id).in_(known)
