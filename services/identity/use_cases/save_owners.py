"""Save the owners or partners of an enrolment: they are insured themselves (A, since 2015)."""

from collections.abc import Collection, Mapping

from chassis.text import clean, digits_only
from chassis.unit_of_work import UnitOfWork
from services.identity.models import Enrolment
from services.identity.registers import AnswersNotRight, open_draft
from services.identity.rules.establishments import owner_faults


async def save_owners(
    work: UnitOfWork, *, draft_code: str, owners: Collection[Mapping[str, str]]
) -> Enrolment:
    """Keep their names and national or personal numbers, all of them or none.

    Raises `DraftNotFound`, `AlreadySent`, `AnswersNotRight`.
    """
    draft = await open_draft(work, draft_code)
    tidied = [{"name": clean(one["name"]), "number": digits_only(one["number"])} for one in owners]
    found = owner_faults(tidied)
    if found:
        raise AnswersNotRight(found)
    draft.owners = tidied
    draft.version += 1
    return draft
