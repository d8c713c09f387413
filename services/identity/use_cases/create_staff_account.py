"""Create the account of a member of staff, or of a program, with its roles.

Run from the command line by whoever installs the system: the first registrar has to come from
somewhere. Idempotent by login id, so that set-up can be repeated.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from chassis.copies import copy_staff_role
from chassis.ids import uuid7
from chassis.unit_of_work import UnitOfWork
from contracts.events.identity import AccountActivated, StaffRole, StaffRoleGranted
from services.identity import queries
from services.identity.gateways.hashing import Hashing
from services.identity.models import Account, ProgramKey
from services.identity.rules import phones


@dataclass(frozen=True)
class NewStaff:
    """A member of staff: login id, name, phone, and roles as (role, branch or None for all).

    A program has a public key (JWK with `kid`) in place of password and phone.
    """

    login_id: str
    name: str
    roles: tuple[tuple[StaffRole, str | None], ...]
    phone: str | None = None
    password: str | None = None
    public_jwk: dict[str, Any] | None = None


async def create_staff_account(work: UnitOfWork, entry: NewStaff, *, hashing: Hashing) -> UUID:
    """Open the account and grant its roles; an existing login id is left as it is."""
    known = await queries.account_by_login(work, kind="staff", login_id=entry.login_id)
    if known is not None:
        return known.account_id
    account = Account(
        account_id=uuid7(), kind="staff", login_id=entry.login_id, display_name=entry.name
    )
    work.session.add(account)
    await _give_credentials(work, account, entry, hashing)
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


async def _give_credentials(
    work: UnitOfWork, account: Account, entry: NewStaff, hashing: Hashing
) -> None:
    """Password and phone for a person, a key for a program; ValueError for neither."""
    if entry.public_jwk is not None:
        await work.session.flush()  # the key refers to its account
        work.session.add(
            ProgramKey(
                account_id=account.account_id,
                key_id=entry.public_jwk["kid"],
                public_jwk=entry.public_jwk,
                added_at=work.now,
            )
        )
        return
    phone = phones.e164(entry.phone or "")
    if phone is None or entry.password is None:
        raise ValueError(f"no phone number or no password: {entry.login_id}")
    account.phone, account.password_hash = phone, await hashing.hash(entry.password)
