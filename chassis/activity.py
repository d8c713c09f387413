"""The timeline a service keeps of its own objects, and how it answers for it."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel
from sqlalchemy import select
from sqlmodel import col

from chassis.authorize import branches_of, caller_of, sees
from chassis.errors import NotFound
from chassis.http.edge import Work, WorkRoute
from chassis.tables import ActivityRow
from chassis.unit_of_work import UnitOfWork

ENTRIES_MAX = 500

router = APIRouter(route_class=WorkRoute, prefix="/v1", tags=["timeline"])


class ActivityView(BaseModel):
    """One entry: what happened to which object, when, by whom."""

    at: datetime
    kind: Literal["command", "event", "message", "money", "read"]
    what: str
    facts: dict[str, Any]
    object_kind: str
    object_id: str
    establishment_id: UUID | None
    person_id: UUID | None
    actor: str


@router.get("/activity")
async def list_activity(
    work: Work,
    establishment_id: UUID | None = None,
    person_id: UUID | None = None,
    object_kind: Annotated[str | None, Query(max_length=40)] = None,
    object_id: Annotated[str | None, Query(max_length=80)] = None,
) -> list[ActivityView]:
    """This service's timeline of an establishment, a person or an object, oldest first.

    An establishment is answered to its liaison officer (without internal entries) and to staff of
    its branch; persons and objects to staff with the role `officer` or `operator`.
    """
    internal = await _may_read(work, establishment_id)
    rows = await work.session.execute(
        select(ActivityRow)
        .where(*_conditions(establishment_id, person_id, object_kind, object_id))
        .where(col(ActivityRow.internal).in_([False, internal]))
        .order_by(col(ActivityRow.at), col(ActivityRow.id))
        .limit(ENTRIES_MAX)
    )
    return [ActivityView.model_validate(row, from_attributes=True) for row in rows.scalars()]


async def _may_read(work: UnitOfWork, establishment_id: UUID | None) -> bool:
    """True for staff, who also read internal entries; raises for everybody without a right."""
    caller = await caller_of(work)
    if establishment_id is not None:
        await sees(work, establishment_id, role="officer")
    elif caller.kind != "staff":
        raise NotFound
    else:
        await branches_of(work, "officer")
    return caller.kind == "staff"


def _conditions(
    establishment_id: UUID | None,
    person_id: UUID | None,
    object_kind: str | None,
    object_id: str | None,
) -> list[Any]:
    wanted = {
        "establishment_id": establishment_id,
        "person_id": person_id,
        "object_kind": object_kind,
        "object_id": object_id,
    }
    found = [getattr(ActivityRow, name) == value for name, value in wanted.items() if value]
    if not found:
        raise NotFound
    return found
