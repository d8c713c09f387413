"""Who may do what: checked in the command's own transaction against the copied grants.

A token says who somebody is; only grants say what he may do. What a caller may not see does not
exist for him (404); what he may see but not do names the role (403).
"""

from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from chassis.errors import Message, NotAllowed, NotFound, Refusal
from chassis.tables import EstablishmentCopy, GrantCopy, RevokedSession
from chassis.unit_of_work import Caller, UnitOfWork

EVERYWHERE = "*"
"""Stands for all branches in the answer of `branches_of`."""


class NotSignedIn(Refusal):
    """No token, a broken one, or one whose session has ended."""

    status = 401
    message = Message(
        ar="يلزم تسجيل الدخول، أو انتهت الجلسة.",
        en="You are not signed in, or the session has ended.",
        fix_ar="تسجيل الدخول من جديد.",
        fix_en="Sign in again.",
    )


async def caller_of(work: UnitOfWork) -> Caller:
    """The signed-in caller whose session has not been revoked; `NotSignedIn` otherwise."""
    if work.caller is None:
        raise NotSignedIn
    if await work.session.get(RevokedSession, work.caller.session_id) is not None:
        raise NotSignedIn
    return work.caller


async def grants_of(work: UnitOfWork) -> list[GrantCopy]:
    """Everything the caller was granted and still has."""
    caller = await caller_of(work)
    rows = await work.session.execute(
        select(GrantCopy).where(
            col(GrantCopy.account_id) == caller.subject,
            col(GrantCopy.ended_at).is_(None),
        )
    )
    return list(rows.scalars())


async def acts_for(work: UnitOfWork, establishment_id: UUID) -> EstablishmentCopy:
    """The establishment, if the caller is its liaison officer; `NotFound` otherwise."""
    liaisons = {grant.establishment_id for grant in await grants_of(work)}
    found = await work.session.get(EstablishmentCopy, establishment_id)
    if establishment_id not in liaisons or found is None:
        raise NotFound
    return found


async def establishments_of(work: UnitOfWork) -> list[EstablishmentCopy]:
    """Every establishment the caller acts for."""
    ids = [grant.establishment_id for grant in await grants_of(work) if grant.establishment_id]
    rows = await work.session.execute(
        select(EstablishmentCopy)
        .where(col(EstablishmentCopy.establishment_id).in_(ids))
        .order_by(col(EstablishmentCopy.number))
    )
    return list(rows.scalars())


async def branches_of(work: UnitOfWork, role: str) -> frozenset[str]:
    """Branches in which the caller has a staff role; `NotAllowed` without the role anywhere.

    A caller who is no staff at all gets `NotFound`: staff pages do not exist for him.
    """
    caller = await caller_of(work)
    if caller.kind != "staff":
        raise NotFound
    held = {grant.branch or EVERYWHERE for grant in await grants_of(work) if grant.role == role}
    if not held:
        raise NotAllowed(role=role)
    return frozenset(held)


async def sees(work: UnitOfWork, establishment_id: UUID, *, role: str) -> EstablishmentCopy:
    """The establishment, for its liaison officer or for staff of its branch; else `NotFound`."""
    caller = await caller_of(work)
    if caller.kind == "establishment":
        return await acts_for(work, establishment_id)
    found = await work.session.get(EstablishmentCopy, establishment_id)
    branches = await branches_of(work, role)
    if found is None or not (branches & {found.branch, EVERYWHERE}):
        raise NotFound
    return found
