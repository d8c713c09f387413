"""Register an establishment with its liaison officer's account.

The password is the one typed at registration, the code goes to the liaison officer's phone (A,
guide for establishments). A registrar does it at the branch.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from chassis.authorize import branches_of, caller_of
from chassis.copies import copy_establishment, copy_liaison
from chassis.errors import Message, Refusal
from chassis.ids import uuid7
from chassis.unit_of_work import UnitOfWork
from contracts.events.identity import (
    AccountActivated,
    EstablishmentRegistered,
    LiaisonGranted,
    LiaisonOfficerAssigned,
)
from services.identity import queries
from services.identity.credentials import check_password
from services.identity.gateways.hashing import Hashing
from services.identity.models import Account, Establishment
from services.identity.registers import NotAPhone
from services.identity.rules import phones


class NoSandboxHere(Refusal):
    """A business date of its own was asked for where only the real one exists."""

    status = 403
    message = Message(
        ar="لا تُنشأ منشآت تجريبية في النظام الفعلي.",
        en="Sandbox establishments do not exist in production.",
    )


@dataclass(frozen=True)
class NewEstablishment:
    """What the registrar enters. `sandbox_date` gives a synthetic one its own business date."""

    name_ar: str
    name_en: str
    branch: str
    rate_scheme: str
    officer_name: str
    officer_phone: str
    password: str
    sandbox_date: date | None = None


async def register_establishment(
    work: UnitOfWork, entry: NewEstablishment, *, hashing: Hashing, sandbox_allowed: bool
) -> Establishment:
    """Issue its numbers and open its account.

    Raises `NotAllowed` (needs the role registrar), `NoSandboxHere`, `WeakPassword`, `NotAPhone`.
    """
    await branches_of(work, "registrar")
    if entry.sandbox_date is not None and not sandbox_allowed:
        raise NoSandboxHere
    phone = phones.e164(entry.officer_phone)
    if phone is None:
        raise NotAPhone
    establishment = await _enter(work, entry, phone)
    check_password(
        entry.password, establishment.number, entry.officer_name, entry.name_ar, entry.name_en
    )
    account = await _open_account(work, entry, establishment, hashing)
    await _announce(work, establishment, account.account_id)
    return establishment


async def _enter(work: UnitOfWork, entry: NewEstablishment, phone: str) -> Establishment:
    today = work.today()
    shift = (entry.sandbox_date - today).days if entry.sandbox_date else 0
    establishment = Establishment(
        establishment_id=uuid7(),
        number=await queries.next_number(work, "establishment_number"),
        name_ar=entry.name_ar,
        name_en=entry.name_en,
        branch=entry.branch,
        payment_number=await queries.next_number(work, "payment_number"),
        rate_scheme=entry.rate_scheme,
        registered_on=entry.sandbox_date or today,
        clock_shift_days=shift,
        sandbox=entry.sandbox_date is not None,
        contact_phone=phone,
        entered_by=(await caller_of(work)).subject,
    )
    work.session.add(establishment)
    return establishment


async def _open_account(
    work: UnitOfWork, entry: NewEstablishment, establishment: Establishment, hashing: Hashing
) -> Account:
    account = Account(
        account_id=uuid7(),
        kind="establishment",
        login_id=establishment.number,
        display_name=entry.officer_name,
        password_hash=await hashing.hash(entry.password),
        phone=establishment.contact_phone,
    )
    work.session.add(account)
    return account


async def _announce(work: UnitOfWork, establishment: Establishment, account_id: UUID) -> None:
    registered = EstablishmentRegistered(**establishment.model_dump())
    liaison = LiaisonGranted(
        grant_id=uuid7(), account_id=account_id, establishment_id=establishment.establishment_id
    )
    work.publish(registered)
    work.publish(
        LiaisonOfficerAssigned(
            establishment_id=establishment.establishment_id,
            account_id=account_id,
            assigned_at=work.now,
        )
    )
    work.publish(
        AccountActivated(account_id=account_id, kind="establishment", activated_at=work.now)
    )
    work.publish(liaison)
    await copy_establishment(work, registered)
    await copy_liaison(work, liaison)
    caller = await caller_of(work)
    work.record(
        "command",
        "establishment-registered",
        about=("establishment", establishment.number),
        establishment_id=establishment.establishment_id,
        registrar=caller.subject,
    )
