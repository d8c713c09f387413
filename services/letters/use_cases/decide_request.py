"""Issue or refuse, by what billing answered a moment ago and what it has announced since."""

from typing import Any
from uuid import UUID

from chassis.errors import Message, Refusal
from chassis.tokens import Signer
from chassis.unit_of_work import UnitOfWork
from services.letters import queries
from services.letters.gateways.billing import Clearance
from services.letters.models import ClearanceRequest, Letter
from services.letters.registers import enter_clearance

PRINT = "print_letter"
PRINT_LANE = "prints"


class AnswerOutdated(Refusal):
    """Billing announced a change after it had answered: it is asked again by itself."""

    status = 409
    message = Message(
        ar="تغيّر الرصيد بعد سؤال خدمة الفوترة، ويُعاد السؤال.",
        en="The ledger moved after billing was asked; it is asked again.",
    )


async def decide_request(
    work: UnitOfWork, request_id: UUID, answer: Clearance, *, signer: Signer
) -> Letter | None:
    """The letter; None if it is refused, with what stands in the way kept on the request.

    The answer was fetched before this transaction. A change that was heard in between raises
    `AnswerOutdated`; one that is heard later finds the letter and revokes it, because both hold
    the establishment's row. A second call for a decided request changes nothing.
    """
    request = await queries.request(work, request_id, lock=True)
    assert request is not None, "a job is written with its request"
    if request.state != "pending":
        return None
    heard = await queries.hold_clearance(work, request.establishment_id)
    if heard.ledger_position > answer.ledger_position:
        raise AnswerOutdated
    request.decided_at, request.waiting_since = work.now, None
    if not answer.clear:
        _refuse(work, request, answer)
        return None
    request.state = "issued"
    letter = await enter_clearance(work, request, answer, signer=signer)
    work.enqueue(PRINT, {"letter_id": str(letter.letter_id)}, lane=PRINT_LANE)
    return letter


def _refuse(work: UnitOfWork, request: ClearanceRequest, answer: Clearance) -> None:
    in_the_way = {"balance_due", "dues", "held_months", "as_of"}
    request.state = "refused"
    refusal: dict[str, Any] = answer.model_dump(mode="json", include=in_the_way)
    request.refusal = refusal
    work.record(
        "event",
        "clearance-refused",
        about=("clearance-request", request.request_id),
        refs=[due.number for due in answer.dues],
        establishment_id=request.establishment_id,
        amount_due=answer.balance_due,
        held_months=answer.held_months,
    )
