"""Reads of notifications."""

from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import col

from chassis.unit_of_work import UnitOfWork
from services.notifications.models import InboxItem, Message


async def message(work: UnitOfWork, message_id: UUID) -> Message | None:
    """One message, locked."""
    return await work.session.get(Message, message_id, with_for_update=True)


async def inbox(
    work: UnitOfWork, establishment_id: UUID, *, before: UUID | None, limit: int
) -> list[InboxItem]:
    """Notices of an establishment, newest first, older than `before`."""
    query = select(InboxItem).where(col(InboxItem.establishment_id) == establishment_id)
    if before is not None:
        query = query.where(col(InboxItem.item_id) < before)
    rows = await work.session.execute(query.order_by(col(InboxItem.item_id).desc()).limit(limit))
    return list(rows.scalars())


async def unread(work: UnitOfWork, establishment_id: UUID) -> int:
    """How many notices nobody has opened."""
    rows = await work.session.execute(
        select(func.count())
        .select_from(InboxItem)
        .where(
            col(InboxItem.establishment_id) == establishment_id, col(InboxItem.read_at).is_(None)
        )
    )
    return rows.scalar_one()
