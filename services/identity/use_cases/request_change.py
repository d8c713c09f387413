"""Ask for a change of data that a document proves (E10): names, owner, signatory, affiliation."""

from collections.abc import Mapping
from uuid import UUID

from chassis.authorize import acts_for, caller_of
from chassis.errors import Message, Refusal
from chassis.files import Files
from chassis.ids import uuid7
from chassis.unit_of_work import UnitOfWork
from contracts.events.identity import EstablishmentChangeRequested
from services.identity import queries
from services.identity.models import EstablishmentChange
from services.identity.registers import (
    changes_of,
    check_answers,
    fields_of,
    keep_document,
    own_data,
)


class ChangeWaits(Refusal):
    """A change of this establishment waits for its decision: one at a time."""

    status = 409
    message = Message(
        ar="طلب التعديل رقم {number} قيد المراجعة، ولا يُقدَّم غيره قبل القرار.",
        en="The change {number} is under review; no other is taken before its decision.",
        fix_ar="انتظار قرار الفرع.",
        fix_en="Wait for the branch to decide.",
    )


class NothingChanges(Refusal):
    """Every answer is what the register has already."""

    message = Message(
        ar="لم يتغير أي حقل.",
        en="No field was changed.",
        fix_ar="كتابة القيمة الجديدة في الحقل المراد تعديله.",
        fix_en="Write the new value into the field to be changed.",
    )


async def request_change(
    work: UnitOfWork,
    establishment_id: UUID,
    *,
    answers: Mapping[str, str],
    content: bytes,
    files: Files,
) -> EstablishmentChange:
    """Keep what is asked for beside what stands, with the proof, for the branch to decide.

    Raises `NotFound` (another's establishment), `ChangeWaits`, `ChangedAnotherWay`,
    `NothingChanges`, `AnswersNotRight`, `DocumentTooLarge`, `NotADocument`, `DocumentCarriesMore`.
    """
    establishment = await acts_for(work, establishment_id)
    _, data = await own_data(work, establishment_id)
    for waiting in await queries.changes_under_review(work, establishment_id):
        raise ChangeWaits(number=waiting.number)
    asked = changes_of(data.answers, answers, way="decided")
    if not asked:
        raise NothingChanges
    await check_answers(work, fields_of(asked), asked)
    change = EstablishmentChange(
        change_id=uuid7(),
        number=await queries.next_number(work, "change_number"),
        establishment_id=establishment_id,
        branch=establishment.branch,
        before={name: data.answers[name] for name in asked if name in data.answers},
        asked=asked,
        document=await keep_document(content, files),
        asked_by=(await caller_of(work)).subject,
        asked_at=work.now,
    )
    work.session.add(change)
    work.publish(
        EstablishmentChangeRequested(
            **change.model_dump(include={"establishment_id", "change_id", "number", "branch"}),
            fields=sorted(asked),
            requested_at=work.now,
        )
    )
    work.record(
        "command",
        "establishment-change-requested",
        about=("establishment-change", change.number),
        refs=[establishment.number],
        establishment_id=establishment_id,
    )
    return change
