"""Register again with a new phone or e-mail (X11): who one is has to be proven once more."""

from collections.abc import Mapping

from chassis.registry import CivilRegistry
from chassis.unit_of_work import UnitOfWork
from services.identity import answers, proofs
from services.identity.answers import Checked
from services.identity.proofs import CONTACT, Claim, Started


async def start_contact_change(
    work: UnitOfWork,
    written: Mapping[str, str | None],
    *,
    language: str,
    client: str | None,
    registry: CivilRegistry,
) -> tuple[Started, Checked]:
    """Have a code sent to the new phone; a number without an account is answered like any other.

    Raises a refusal of `answers`, `IdentityNotConfirmed`, `TooManyTries` and `CodesClosed`.
    """
    checked = answers.check(written, today=work.today())
    answered = await proofs.ask(registry, checked.values)
    claim = Claim(CONTACT, checked.values, language, client)
    return await proofs.start(work, claim, answered), checked
