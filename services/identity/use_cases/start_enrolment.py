"""Start the enrolment of a new establishment (X01): a draft, and the code that resumes it."""

import secrets
from dataclasses import dataclass

from chassis.ids import uuid7
from chassis.unit_of_work import UnitOfWork
from services.identity import queries
from services.identity.models import Enrolment
from services.identity.rules import draft_codes
from services.identity.rules.codes import HOUR
from services.identity.verifications import TooManyTries

CLIENT_AN_HOUR = 20
"""Drafts that one network address may begin in an hour (C)."""


@dataclass(frozen=True)
class Started:
    """A draft; its code is told once and kept only as a hash."""

    draft_code: str
    enrolment: Enrolment


async def start_enrolment(work: UnitOfWork, *, client: str | None) -> Started:
    """Begin a draft for whoever asks; drafts nobody can resume any more are removed.

    Raises `TooManyTries`.
    """
    if client is not None:
        await queries.hold_name(work, "enrolment-of", client)
        if await queries.drafts_begun_by(work, client) >= CLIENT_AN_HOUR:
            raise TooManyTries(seconds=int(HOUR.total_seconds()))
    await queries.forget_old_drafts(work)
    code = draft_codes.new_code(secrets.choice)
    draft = Enrolment(
        enrolment_id=uuid7(),
        code_hash=draft_codes.digest(code),
        client=client,
        answers={},
        owners=[],
        begun_at=work.now,
        expires_at=work.now + draft_codes.LIFETIME,
    )
    work.session.add(draft)
    return Started(code, draft)
