"""The register of letters: a number, a content, its hash and its seal, all in one transaction."""

from datetime import date
from typing import Any

from chassis.clock import AMMAN
from chassis.copies import known_establishment
from chassis.ids import uuid7
from chassis.tables import EstablishmentCopy
from chassis.tokens import Signer
from chassis.unit_of_work import UnitOfWork
from contracts.events.letters import LetterIssued
from services.letters import queries
from services.letters.gateways.billing import Clearance
from services.letters.models import ClearanceRequest, Letter
from services.letters.rules.content import canonical, hash_of, number_of, seal_claims
from services.letters.rules.validity import in_force, month_end

SEAL = "letter"
"""The type in a seal's header: no other signed text of the platform passes for one."""

TEMPLATE = "clearance-1"
"""Wording and form of the letter. One that was used is never changed: a new one is added."""


async def enter_clearance(
    work: UnitOfWork, request: ClearanceRequest, ground: Clearance, *, signer: Signer
) -> Letter:
    """Write the letter into the register and announce it.

    Raises `EstablishmentNotYetKnown`, `ValidityNotKnown`.
    """
    establishment = await known_establishment(work, request.establishment_id)
    issued_on = work.today(establishment)
    valid_until = await _valid_until(work, issued_on)
    ordinal = await queries.next_ordinal(work, issued_on.year)
    number = number_of(issued_on.year, ordinal)
    content = _content(number, establishment, ground) | {
        "issued_on": issued_on.isoformat(),
        "valid_until": valid_until.isoformat(),
    }
    text = canonical(content)
    letter = Letter(
        letter_id=uuid7(),
        number=number,
        year=issued_on.year,
        ordinal=ordinal,
        kind="clearance",
        establishment_id=request.establishment_id,
        request_id=request.request_id,
        content=text,
        content_hash=hash_of(text),
        seal=signer.sign(seal_claims(content, hash_of(text)), kind=SEAL),
        issued_on=issued_on,
        valid_until=valid_until,
        issued_at=work.now,
        ledger_position=ground.ledger_position,
    )
    work.session.add(letter)
    await work.session.flush()
    _announce(work, letter)
    return letter


async def _valid_until(work: UnitOfWork, issued_on: date) -> date:
    figures = await queries.parameters(work, queries.CLEARANCE_MONTH_ENDS)
    return month_end(issued_on, in_force(figures, issued_on).value)


def _content(number: str, establishment: EstablishmentCopy, ground: Clearance) -> dict[str, Any]:
    """What is certified, of whom, and by which state of the ledger; no wages, no persons."""
    return {
        "kind": "clearance",
        "template": TEMPLATE,
        "number": number,
        "establishment": establishment.model_dump(include={"number", "name_ar", "name_en"}),
        "as_of": ground.as_of.astimezone(AMMAN).isoformat(timespec="seconds"),
        "ledger": {
            "position": ground.ledger_position,
            "last_entry_id": None if ground.last_entry_id is None else str(ground.last_entry_id),
        },
    }


def _announce(work: UnitOfWork, letter: Letter) -> None:
    facts = letter.model_dump(include={*LetterIssued.model_fields})
    work.publish(LetterIssued(**facts))
    work.record(
        "event",
        "letter-issued",
        about=("letter", letter.number),
        refs=[letter.request_id],
        establishment_id=letter.establishment_id,
        kind=letter.kind,
        valid_until=letter.valid_until.isoformat(),
    )
