"""Edit what the liaison officer may change by himself (E10): phone, address, main activity."""

from collections.abc import Mapping
from uuid import UUID

from chassis.authorize import acts_for
from chassis.errors import StaleVersion
from chassis.unit_of_work import UnitOfWork
from services.identity.models import EstablishmentData
from services.identity.registers import changes_of, check_answers, fields_of, own_data


async def edit_establishment(
    work: UnitOfWork, establishment_id: UUID, *, version: int, answers: Mapping[str, str]
) -> EstablishmentData:
    """Keep the new answers; what did not change is left as it is.

    Raises `NotFound` (another's establishment), `StaleVersion`, `ChangedAnotherWay`,
    `AnswersNotRight`.
    """
    establishment = await acts_for(work, establishment_id)
    _, data = await own_data(work, establishment_id)
    if data.version != version:
        raise StaleVersion(expected=version, actual=data.version)
    changes = changes_of(data.answers, answers, way="at-once")
    if not changes:
        return data
    await check_answers(work, fields_of(changes), changes)
    data.answers = {**data.answers, **changes}
    data.version += 1
    work.record(
        "command",
        "establishment-edited",
        about=("establishment", establishment.number),
        establishment_id=establishment_id,
        fields=sorted(changes),
    )
    return data
