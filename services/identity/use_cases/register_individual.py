"""Register an individual: what he claims is kept, and a code goes to the phone he names (X05, X06).

The fields are those of the corporation's guide (A), apart from the picture with letters: budgets by
number, phone and address stand in its place. A number that has an account already is answered like
any other; its owner is told by message.
"""

from collections.abc import Mapping

from chassis.registry import CivilRegistry
from chassis.unit_of_work import UnitOfWork
from services.identity import answers, proofs
from services.identity.answers import Checked
from services.identity.credentials import check_password
from services.identity.gateways.hashing import Hashing
from services.identity.proofs import ACTIVATION, Claim, Started


async def register_individual(
    work: UnitOfWork,
    written: Mapping[str, str | None],
    *,
    language: str,
    client: str | None,
    registry: CivilRegistry,
    hashing: Hashing,
) -> tuple[Started, Checked]:
    """Keep a registration that waits for its code, or for the registry to answer.

    Raises a refusal of `answers` for what is not well-formed, `WeakPassword`,
    `IdentityNotConfirmed`, `TooManyTries`, `CodesClosed` and `TooBusy`.
    """
    checked = answers.check(written, today=work.today())
    answered = await proofs.ask(registry, checked.values)
    password = checked.values["password"]
    if answered is not None and answered.person is not None:
        check_password(password, answered.person.name_ar, answered.person.name_en)
    async with hashing.turn():  # not at the edge: the registry may have taken seconds until here
        hashed = await hashing.hash(password)
    claim = Claim(ACTIVATION, checked.values, language, client, hashed)
    return await proofs.start(work, claim, answered), checked
