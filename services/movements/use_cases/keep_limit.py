"""Keep a limit of the law as billing announced it."""

from sqlalchemy.dialects.postgresql import insert

from chassis.unit_of_work import UnitOfWork
from contracts.events.billing import LawParameterSet
from services.movements.models import LawLimit


async def keep_limit(work: UnitOfWork, event: LawParameterSet) -> None:
    """Write the period; a later announcement of the same period replaces it."""
    values = event.model_dump(include=set(LawLimit.model_fields))
    await work.session.execute(
        insert(LawLimit)
        .values(values)
        .on_conflict_do_update(index_elements=["parameter", "effective_from"], set_=values)
    )
