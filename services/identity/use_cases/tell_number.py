"""Tell the insurance number for the right code (X12)."""

from uuid import UUID

from chassis.errors import Message, Refusal
from chassis.unit_of_work import UnitOfWork
from services.identity import proofs
from services.identity.proofs import NUMBER, USED
from services.identity.verifications import try_lone_code


class NotInsuredYet(Refusal):
    """The person is known, and has no insurance number: nobody has enrolled him. Code used up."""

    status = 404
    keeps_effects = True
    message = Message(
        ar="لا يوجد رقم تأمين لصاحب هذه البيانات بعد.",
        en="There is no insurance number for this person yet.",
        fix_ar="يصدر الرقم عند أول تسجيل في الضمان. للاستفسار: 117117.",
        fix_en="It is issued with the first enrolment in social security. Questions: 117117.",
    )


async def tell_number(
    work: UnitOfWork, proof_id: UUID, *, flow_token: str, code: str, pepper: bytes
) -> str:
    """The insurance number.

    Raises `NotFound` (another browser's), `WrongCode`, `CodeExpired`, `CodesClosed` and
    `NotInsuredYet`.
    """
    proof, begun = await proofs.of_browser(work, proof_id, flow_token, purpose=NUMBER)
    await try_lone_code(work, begun, code=code, pepper=pepper)
    number = proof.insurance_number
    proof.state, proof.answers, proof.insurance_number = USED, None, None
    if number is None:
        raise NotInsuredYet
    return number
