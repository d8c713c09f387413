"""A sandbox's business date goes forward; a real establishment's is nobody's to move."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlmodel import col

from chassis.errors import NotFound
from chassis.ids import uuid7
from chassis.unit_of_work import Caller
from services.identity.models import Account
from services.identity.use_cases.move_sandbox_clock import (
    NotASandbox,
    OnlyForward,
    TooFar,
    move_sandbox_clock,
)
from services.identity.use_cases.register_establishment import (
    NewEstablishment,
    register_establishment,
)
from tests.conftest import NOW
from tests.services.identity.use_cases.conftest import PASSWORD, Identity
from tests.services.people import announced


async def registered(identity: Identity, sandbox_date: date | None) -> tuple[UUID, Caller]:
    """An establishment and its liaison officer."""
    registrar = identity.caller(await identity.sign_in())
    entry = NewEstablishment(
        name_ar="مصنع تجريبي",
        name_en="Sandbox Factory",
        branch="zarqa",
        rate_scheme="private",
        officer_name="هدى",
        officer_phone="+962791234567",
        password=PASSWORD,
        sandbox_date=sandbox_date,
    )
    async with identity.acting(registrar) as work:
        made = await register_establishment(
            work, entry, hashing=identity.hashing, sandbox_allowed=True
        )
        found = await work.session.execute(
            select(Account).where(col(Account.login_id) == made.number)
        )
        account = found.scalar_one()
    return made.establishment_id, Caller(account.account_id, "establishment", uuid7())


async def test_goes_forward_and_is_announced(identity: Identity) -> None:
    establishment_id, officer = await registered(identity, date(2026, 1, 1))
    async with identity.acting(officer) as work:
        moved = await move_sandbox_clock(work, establishment_id, to=date(2026, 3, 15))
        assert work.today(moved) == date(2026, 3, 15)
    events = await announced(identity.engine)
    assert events[-2:] == ["EstablishmentUpdated", "SandboxClockMoved"]
    async with identity.acting(officer, at=NOW + timedelta(days=2)) as work:
        again = await move_sandbox_clock(work, establishment_id, to=date(2026, 3, 18))
        assert work.today(again) == date(2026, 3, 18)


@pytest.mark.parametrize("to", [date(2026, 1, 1), date(2025, 12, 31)])
async def test_never_goes_back(identity: Identity, to: date) -> None:
    establishment_id, officer = await registered(identity, date(2026, 1, 1))
    with pytest.raises(OnlyForward):
        async with identity.acting(officer) as work:
            await move_sandbox_clock(work, establishment_id, to=to)


@pytest.mark.parametrize("to", [date(2028, 6, 1), date(9999, 12, 31)])
async def test_goes_two_years_at_a_time(identity: Identity, to: date) -> None:
    establishment_id, officer = await registered(identity, date(2026, 1, 1))
    with pytest.raises(TooFar):
        async with identity.acting(officer) as work:
            await move_sandbox_clock(work, establishment_id, to=to)


async def test_a_real_establishment_has_the_real_date(identity: Identity) -> None:
    establishment_id, officer = await registered(identity, None)
    with pytest.raises(NotASandbox):
        async with identity.acting(officer) as work:
            await move_sandbox_clock(work, establishment_id, to=date(2027, 1, 1))


async def test_nobody_moves_anothers(identity: Identity) -> None:
    establishment_id, _ = await registered(identity, date(2026, 1, 1))
    stranger = Caller(uuid7(), "establishment", uuid7())
    with pytest.raises(NotFound):
        async with identity.acting(stranger) as work:
            await move_sandbox_clock(work, establishment_id, to=date(2026, 3, 15))
    async with identity.engine.connect() as connection:
        found = await connection.execute(text("select clock_shift_days from establishment"))
        assert found.scalar_one() < 0
