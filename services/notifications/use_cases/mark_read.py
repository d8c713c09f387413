"""Mark a notice of the inbox as read."""

from uuid import UUID

from chassis.authorize import acts_for
from chassis.errors import NotFound
from chassis.unit_of_work import UnitOfWork
from services.notifications.models import InboxItem


async def mark_read(work: UnitOfWork, item_id: UUID) -> InboxItem:
    """Note the first reading. Raises `NotFound`, also for another establishment's notice."""
    item = await work.session.get(InboxItem, item_id, with_for_update=True)
    if item is None:
        raise NotFound
    await acts_for(work, item.establishment_id)
    if item.read_at is None:
        item.read_at = work.now
    return item
