"""Save one part of an enrolment's form: the establishment, its address, its liaison officer."""

from collections.abc import Mapping

from chassis.unit_of_work import UnitOfWork
from services.identity.models import Enrolment
from services.identity.registers import check_answers, open_draft, tidy
from services.identity.rules.establishments import of_section


async def save_answers(
    work: UnitOfWork, *, draft_code: str, section: str, answers: Mapping[str, str]
) -> Enrolment:
    """Keep the answers of a part, all of them or none.

    Raises `DraftNotFound`, `AlreadySent`, `AnswersNotRight`.
    """
    draft = await open_draft(work, draft_code)
    fields = of_section(section)
    tidied = tidy({field.name: answers.get(field.name, "") for field in fields})
    await check_answers(work, fields, tidied)
    draft.answers = {**draft.answers, **tidied}
    draft.version += 1
    return draft
