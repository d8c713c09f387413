"""Copies every service keeps of identity's facts: establishments, grants, ended sessions.

Identity itself applies the same functions to its own events inside the deciding transaction, so
that who may act is one rule everywhere.
"""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from chassis.errors import Message, Refusal
from chassis.messaging.consumers import Consumers
from chassis.tables import EstablishmentCopy, GrantCopy, RevokedSession
from chassis.unit_of_work import UnitOfWork
from contracts.events.identity import (
    EstablishmentRegistered,
    EstablishmentUpdated,
    GrantEnded,
    LiaisonGranted,
    SessionsRevoked,
    StaffRoleGranted,
)

NUMBERS_AT_ONCE = 10_000
"""PostgreSQL takes 32,767 values a statement."""


async def copy_establishment(
    work: UnitOfWork, event: EstablishmentRegistered | EstablishmentUpdated
) -> None:
    """Keep number, name, branch and payment number."""
    values = event.model_dump()
    await work.session.execute(
        insert(EstablishmentCopy)
        .values(values)
        .on_conflict_do_update(index_elements=["establishment_id"], set_=values)
    )


async def copy_staff_role(work: UnitOfWork, event: StaffRoleGranted) -> None:
    """Keep a role of a member of staff."""
    await _keep_grant(work, kind="staff", **event.model_dump())


async def copy_liaison(work: UnitOfWork, event: LiaisonGranted) -> None:
    """Keep that an account acts for an establishment."""
    await _keep_grant(work, kind="liaison", **event.model_dump())


async def _keep_grant(work: UnitOfWork, **values: object) -> None:
    # A grant whose end came first stays ended.
    await work.session.execute(insert(GrantCopy).values(values).on_conflict_do_nothing())


async def end_grant(work: UnitOfWork, event: GrantEnded) -> None:
    """End a grant, also one that is not known here yet."""
    values = {"grant_id": event.grant_id, "account_id": event.account_id, "kind": "ended"}
    await work.session.execute(
        insert(GrantCopy)
        .values(ended_at=event.ended_at, **values)
        .on_conflict_do_update(index_elements=["grant_id"], set_={"ended_at": event.ended_at})
    )


async def note_revoked_sessions(work: UnitOfWork, event: SessionsRevoked) -> None:
    """Refuse the tokens of these sessions from now on."""
    for session_id in event.session_ids:
        await work.session.execute(
            insert(RevokedSession)
            .values(session_id=session_id, revoked_at=event.revoked_at)
            .on_conflict_do_nothing()
        )


class EstablishmentNotYetKnown(Refusal):
    """An event came before the establishment it speaks of: it is tried again by itself."""

    status = 409
    passes = True
    message = Message(
        ar="لم تصل بيانات المنشأة بعد.",
        en="The establishment has not been announced here yet.",
    )


class CoverNotYetKnown(Refusal):
    """A stop came before the start it ends: it is tried again by itself."""

    status = 409
    passes = True
    message = Message(
        ar="لم تصل بيانات بدء الشمول بعد.", en="The start of this cover has not arrived yet."
    )


async def known_establishment(work: UnitOfWork, establishment_id: UUID) -> EstablishmentCopy:
    """The copy of an establishment; `EstablishmentNotYetKnown` before it has been announced."""
    found = await establishment(work, establishment_id)
    if found is None:
        raise EstablishmentNotYetKnown
    return found


async def establishment(work: UnitOfWork, establishment_id: UUID) -> EstablishmentCopy | None:
    """The copy of one establishment, if it has been announced here."""
    return await work.session.get(EstablishmentCopy, establishment_id)


async def establishment_by_payment_number(
    work: UnitOfWork, payment_number: str
) -> EstablishmentCopy | None:
    """The establishment that a payment number belongs to."""
    found = await work.session.execute(
        select(EstablishmentCopy).where(col(EstablishmentCopy.payment_number) == payment_number)
    )
    return found.scalar_one_or_none()


async def establishments_by_payment_number(
    work: UnitOfWork, payment_numbers: Collection[str]
) -> dict[str, EstablishmentCopy]:
    """The establishments that some payment numbers belong to, by number."""
    found: dict[str, EstablishmentCopy] = {}
    numbers = sorted(payment_numbers)
    for start in range(0, len(numbers), NUMBERS_AT_ONCE):
        some = numbers[start : start + NUMBERS_AT_ONCE]
        rows = await work.session.execute(
            select(EstablishmentCopy).where(col(EstablishmentCopy.payment_number).in_(some))
        )
        found.update((row.payment_number, row) for row in rows.scalars())
    return found


async def establishment_by_number(work: UnitOfWork, number: str) -> EstablishmentCopy | None:
    """The establishment with an insurance number."""
    found = await work.session.execute(
        select(EstablishmentCopy).where(col(EstablishmentCopy.number) == number)
    )
    return found.scalar_one_or_none()


def copies(name: str) -> Consumers:
    """A service's list of consumers, begun with the copies that all services keep."""
    consumers = Consumers(name)
    consumers.on(EstablishmentRegistered)(copy_establishment)
    consumers.on(EstablishmentUpdated)(copy_establishment)
    consumers.on(StaffRoleGranted)(copy_staff_role)
    consumers.on(LiaisonGranted)(copy_liaison)
    consumers.on(GrantEnded)(end_grant)
    consumers.on(SessionsRevoked)(note_revoked_sessions)
    return consumers
