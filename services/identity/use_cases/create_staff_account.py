"""Create the account of a member of staff with its roles.

Run from the command line by whoever installs the system: the first registrar has to come from
somewhere. Idempotent by login id, so that set-up can be repeated.
"""

from dataclasses import dataclass
from uuid import UUID

from chassis.copies import copy_staff_role
from chassis.ids import uuid7
from chassis.unit_of_work import UnitOfWork
from contracts.events.identity import AccountActivated, StaffRole, StaffRoleGranted
from services.identity import queries
from services.identity.gateways.hashing import Hashing
from services.identity.models import Account
from services.identity.rules import phones


@dataclass(frozen=True)
class NewStaff:
    """A member of staff: login id, name, phone, and roles as (role, branch or None for all)."""

    login_id: str
    name: str
    phone: str
    password: str
    roles: tuple[tuple[StaffRole, str | None], ...]


async def create_staff_account(work: UnitOfWork, entry: NewStaff, *, hashing: Hashing) -> UUID:
    """Open the account and grant its roles; an existing login id is left as it is."""
    known = await queries.account_by_login(work, kind="staff", login_id=entry.login_id)
    if known is not None:
        return known.account_id
    phone = phones.e164(entry.phone)
    if phone is None:
        raise ValueError(f"not a phone number: {entry.phone}")
    account = Account(
        account_id=uuid7(),
        kind="staff",
        login_id=entry.login_id,
        display_name=entry.name,
        password_hash=await hashing.hash(entry.password),
        phone=phone,
    )
    work.session.add(account)
    work.publish(
        AccountActivated(account_id=account.account_id, kind="staff", activated_at=work.now)
    )
    for role, branch in entry.roles:
        granted = StaffRoleGranted(
            grant_id=uuid7(), account_id=account.account_id, role=role, branch=branch
        )
        work.publish(granted)
        await copy_staff_role(work, granted)
    return account.account_id
