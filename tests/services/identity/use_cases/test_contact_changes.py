"""A new phone or e-mail: proven anew, told to the former phone, and slow to recover a password."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest

from chassis.authorize import NotSignedIn, caller_of
from services.identity import queries
from services.identity.proofs import IdentityNotConfirmed, Started
from services.identity.use_cases.confirm_contact_change import confirm_contact_change
from services.identity.use_cases.issue_code import issue_code
from services.identity.use_cases.start_contact_change import start_contact_change
from services.identity.use_cases.start_recovery import start_recovery
from services.identity.verifications import WrongCode
from tests.conftest import NOW
from tests.services.identity.people import evidence_of, jordanian, registration_of
from tests.services.identity.use_cases.conftest import PEPPER, Identity
from tests.services.identity.use_cases.proving import Desk
from tests.services.identity.use_cases.test_individuals import signed_in

HADEEL = jordanian()
FORMER, NEW = "+962791234567", "+962781234567"
HOUR_LATER = NOW + timedelta(hours=1)


def change(**other: str) -> Mapping[str, str]:
    contact = {
        "dial_code": "962",
        "phone": "781234567",
        "email": "new@example.com",
        "email_again": "new@example.com",
    }
    return {**evidence_of(HADEEL), **contact, **other}


@pytest.fixture
async def desk(identity: Identity) -> Desk:
    """With the account of one individual."""
    made = Desk.of(identity)
    await made.account(registration_of(HADEEL))
    return made


async def start(desk: Desk, answers: Mapping[str, str], at: datetime = HOUR_LATER) -> Started:
    async with desk.identity.acting(at=at) as work:
        started, _ = await start_contact_change(
            work, answers, language="ar", client=None, registry=desk.registry
        )
    await desk.settle()
    return started


async def confirm(desk: Desk, started: Started, code: str, at: datetime = HOUR_LATER) -> None:
    async with desk.identity.acting(at=at) as work:
        await confirm_contact_change(
            work, started.proof_id, flow_token=started.flow_token, code=code, pepper=PEPPER
        )


async def changed(desk: Desk) -> Started:
    started = await start(desk, change())
    await confirm(desk, started, await desk.code(started, at=HOUR_LATER))
    return started


class TestContactChange:
    async def test_puts_the_new_phone_in_place_and_ends_every_session(self, desk: Desk) -> None:
        before = await signed_in(desk.identity, HADEEL.national_number)
        await changed(desk)
        async with desk.identity.acting() as work:
            account = await queries.account_by_login(
                work, kind="individual", login_id=HADEEL.national_number
            )
            assert account is not None
            told = await queries.individual(work, account.account_id)
        assert told is not None
        assert (account.phone, told.email) == (NEW, "new@example.com")
        with pytest.raises(NotSignedIn):
            async with desk.identity.acting(before) as work:
                await caller_of(work)

    async def test_is_told_to_the_former_phone(self, desk: Desk) -> None:
        started = await changed(desk)
        [event] = await desk.announced("ContactChanged")
        assert event["change_id"] == str(started.proof_id)
        async with desk.identity.acting() as work:
            assert await queries.former_contact(work, started.proof_id) == (FORMER, "ar")

    async def test_needs_the_evidence_again(self, desk: Desk) -> None:
        with pytest.raises(IdentityNotConfirmed):
            await start(desk, change(id_card_number="AAA00000"))

    async def test_of_a_number_without_an_account_is_answered_like_any_other(
        self, desk: Desk
    ) -> None:
        codes = len(await desk.announced("CodeIssued"))
        other = {**change(), **evidence_of(jordanian(1))}
        started = await start(desk, other)
        assert await desk.state(started) == "sent"
        assert len(await desk.announced("CodeIssued")) == codes
        with pytest.raises(WrongCode):
            await confirm(desk, started, "none")

    async def test_changes_nothing_without_its_code(self, desk: Desk) -> None:
        started = await start(desk, change())
        with pytest.raises(WrongCode):
            await confirm(desk, started, "none")
        assert await desk.announced("ContactChanged") == []


class TestCoolingTime:
    async def recover(self, desk: Desk, at: datetime) -> None:
        async with desk.identity.acting(at=at) as work:
            number = HADEEL.national_number
            begun = await start_recovery(work, kind="individual", login_id=number, client=None)
        async with desk.identity.acting(at=at) as work:
            await issue_code(work, begun.recovery_id)

    async def test_a_new_phone_recovers_no_password_for_a_day(self, desk: Desk) -> None:
        await changed(desk)
        codes = len(await desk.announced("CodeIssued"))
        await self.recover(desk, HOUR_LATER + timedelta(hours=23))
        assert len(await desk.announced("CodeIssued")) == codes
        [held] = await desk.announced("RecoveryHeld")
        assert datetime.fromisoformat(held["until"]) == HOUR_LATER + timedelta(hours=24)
        await self.recover(desk, HOUR_LATER + timedelta(hours=24))
        assert len(await desk.announced("CodeIssued")) == codes + 1

    async def test_a_new_email_alone_holds_nothing_up(self, desk: Desk) -> None:
        started = await start(desk, change(phone="791234567"))
        await confirm(desk, started, await desk.code(started, at=HOUR_LATER))
        await self.recover(desk, HOUR_LATER + timedelta(minutes=5))
        assert await desk.announced("RecoveryHeld") == []
