"""Ask for one's insurance number without an account (X12).

Found or not, the answer is the same until the code was right (portal, pub-6): the registers are
asked by a job, after it.
"""

from collections.abc import Mapping

from chassis.unit_of_work import UnitOfWork
from services.identity import answers, proofs
from services.identity.answers import Checked
from services.identity.proofs import NUMBER, Claim, Started


async def start_number_lookup(
    work: UnitOfWork, written: Mapping[str, str | None], *, language: str, client: str | None
) -> tuple[Started, Checked]:
    """Have a code sent to the phone, if the data agree with the civil registry.

    Raises a refusal of `answers`, `TooManyTries` and `CodesClosed`.
    """
    checked = answers.check(written, today=work.today())
    claim = Claim(NUMBER, checked.values, language, client)
    return await proofs.start(work, claim, None), checked
