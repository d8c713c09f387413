"""A lost password: the code goes to the phone on file, and nobody learns who has an account."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from chassis.authorize import NotSignedIn, caller_of
from chassis.errors import NotAllowed, NotFound
from chassis.unit_of_work import Caller
from services.identity.credentials import PasswordWellKnown, WeakPassword
from services.identity.use_cases.change_password import WrongPassword, change_password
from services.identity.use_cases.create_staff_account import NewStaff, create_staff_account
from services.identity.use_cases.issue_code import issue_code
from services.identity.use_cases.recover_password import recover_password
from services.identity.use_cases.reopen_recovery import reopen_recovery
from services.identity.use_cases.start_recovery import Started, start_recovery
from services.identity.use_cases.start_sign_in import WrongLoginOrPassword
from services.identity.verifications import (
    CodeExpired,
    RecoveryClosed,
    TooManyTries,
    WrongCode,
)
from tests.conftest import NOW
from tests.services.identity.use_cases.conftest import PASSWORD, PEPPER, Identity

NEW = "Carob-trees-8!"
WRONG = "none"


async def begin(
    identity: Identity, login_id: str = "rana", at: datetime = NOW, client: str | None = None
) -> Started:
    async with identity.acting(at=at) as work:
        return await start_recovery(work, kind="staff", login_id=login_id, client=client)


async def finish(
    identity: Identity,
    started: Started,
    code: str,
    *,
    password: str = NEW,
    token: str = "",
    at: datetime = NOW,
) -> None:
    async with identity.acting(at=at) as work:
        await recover_password(
            work,
            recovery_id=started.recovery_id,
            flow_token=token or started.flow_token,
            code=code,
            password=password,
            pepper=PEPPER,
            hashing=identity.hashing,
        )


async def announced(identity: Identity, type_: str) -> int:
    async with identity.acting() as work:
        count = text("select count(*) from outbox where type = :type")
        found = await work.session.execute(count, {"type": f"daman.identity.{type_}.v1"})
        return int(found.scalar_one())


def later(**by: float) -> datetime:
    return NOW + timedelta(**by)


class TestRecovery:
    async def test_gives_a_new_password_and_ends_every_session(self, identity: Identity) -> None:
        thief = identity.caller(await identity.sign_in())
        started = await begin(identity)
        await finish(identity, started, await identity.code_of(started.recovery_id))
        await identity.start(password=NEW)
        with pytest.raises(WrongLoginOrPassword):
            await identity.start(password=PASSWORD)
        with pytest.raises(NotSignedIn):
            async with identity.acting(thief) as work:
                await caller_of(work)
        assert await announced(identity, "PasswordChanged") == 1

    async def test_lifts_the_rest_after_failed_passwords(self, identity: Identity) -> None:
        for _ in range(5):
            with pytest.raises(WrongLoginOrPassword):
                await identity.start(password="Wrong-one-1!")
        started = await begin(identity)
        await finish(identity, started, await identity.code_of(started.recovery_id))
        await identity.start(password=NEW)

    async def test_a_code_is_announced_to_whoever_has_the_name(self, identity: Identity) -> None:
        for login_id, codes in (("nobody", 0), ("rana", 1)):
            started = await begin(identity, login_id)
            async with identity.acting() as work:
                await issue_code(work, started.recovery_id)
            assert await announced(identity, "CodeIssued") == codes

    async def test_a_name_that_nobody_has_fares_like_any_other(self, identity: Identity) -> None:
        answers = []
        for login_id in ("rana", "nobody"):
            started = await begin(identity, login_id)
            with pytest.raises(PasswordWellKnown):
                await finish(identity, started, WRONG, password=f"xxx1!{login_id}")
            with pytest.raises(WrongCode) as wrong:
                await finish(identity, started, WRONG)
            with pytest.raises(TooManyTries) as again:
                await begin(identity, login_id)
            answers.append([wrong.value.facts, again.value.facts])
        assert answers[0] == answers[1]

    async def test_no_code_is_made_for_nobody(self, identity: Identity) -> None:
        started = await begin(identity, "nobody")
        with pytest.raises(NotFound):
            await identity.code_of(started.recovery_id)

    async def test_is_finished_by_the_browser_that_began_it(self, identity: Identity) -> None:
        started = await begin(identity)
        code = await identity.code_of(started.recovery_id)
        with pytest.raises(CodeExpired):
            await finish(identity, started, code, token="another browser")
        await finish(identity, started, code)

    async def test_a_weak_password_costs_no_try(self, identity: Identity) -> None:
        started = await begin(identity)
        code = await identity.code_of(started.recovery_id)
        for _ in range(4):
            with pytest.raises(WeakPassword):
                await finish(identity, started, code, password="short")
        await finish(identity, started, code)

    async def test_digits_of_any_script_are_the_same_name(self, identity: Identity) -> None:
        roles = (("treasurer", None),)
        entry = NewStaff("100", "هدى", roles, phone="+962790000003", password=PASSWORD)  # type: ignore[arg-type]
        async with identity.acting() as work:
            await create_staff_account(work, entry, hashing=identity.hashing)
        started = await begin(identity, " ١٠٠ ")
        await finish(identity, started, await identity.code_of(started.recovery_id))
        await identity.start(login_id="١٠٠", password=NEW)


class TestCode:
    async def test_is_used_once_and_expires(self, identity: Identity) -> None:
        started = await begin(identity)
        code = await identity.code_of(started.recovery_id)
        with pytest.raises(CodeExpired):
            await finish(identity, started, code, at=later(minutes=5))
        await finish(identity, started, code)
        with pytest.raises(CodeExpired):
            await finish(identity, started, code)

    async def test_of_a_sign_in_recovers_nothing_and_the_other_way_round(
        self, identity: Identity
    ) -> None:
        started = await begin(identity)
        code = await identity.code_of(started.recovery_id)
        with pytest.raises(CodeExpired):
            await identity.confirm(started.recovery_id, code)

    async def test_fifty_guesses_at_once_are_three_tries(self, identity: Identity) -> None:
        started = await begin(identity)
        code = await identity.code_of(started.recovery_id)
        guesses = [f"{(int(code) + n) % 10**6:06d}" for n in range(1, 51)]
        ends = await asyncio.gather(
            *(finish(identity, started, guess) for guess in guesses), return_exceptions=True
        )
        left = {end.facts["left"] for end in ends if isinstance(end, WrongCode)}
        assert left == {0, 1, 2}
        assert sum(isinstance(end, CodeExpired) for end in ends) == 47

    async def test_fifty_right_answers_at_once_are_one_success(self, identity: Identity) -> None:
        started = await begin(identity)
        code = await identity.code_of(started.recovery_id)
        ends = await asyncio.gather(
            *(finish(identity, started, code) for _ in range(50)), return_exceptions=True
        )
        assert ends.count(None) == 1


class TestBudget:
    async def test_pauses_grow_and_an_hour_has_three_codes_a_day_five(
        self, identity: Identity
    ) -> None:
        allowed, at = [], NOW
        while at < later(hours=20):
            try:
                await begin(identity, at=at)
                allowed.append((at - NOW) // timedelta(seconds=1))
                at += timedelta(seconds=1)
            except TooManyTries as refusal:
                at += timedelta(seconds=int(str(refusal.facts["seconds"])))
        assert len(allowed) == 5
        assert 60 <= allowed[1] < 65
        assert 120 <= allowed[2] - allowed[1] < 125
        assert 3600 <= allowed[3] < 3605

    async def test_twenty_beginnings_at_once_are_one(self, identity: Identity) -> None:
        ends = await asyncio.gather(*(begin(identity) for _ in range(20)), return_exceptions=True)
        assert sum(isinstance(end, Started) for end in ends) == 1

    async def test_one_address_begins_twenty_an_hour(self, identity: Identity) -> None:
        for number in range(20):
            await begin(identity, f"nobody-{number}", client="203.0.113.9")
        with pytest.raises(TooManyTries):
            await begin(identity, client="203.0.113.9")
        await begin(identity, client="203.0.113.10")
        await begin(identity, "other", client="203.0.113.9", at=later(hours=1, seconds=1))


class TestTenWrongCodes:
    async def close(self, identity: Identity) -> datetime:
        """Guess for a week; returns when the way was closed."""
        at, wrong = NOW, 0
        while at < later(days=7):
            started = await begin(identity, at=at)
            for _ in range(3):
                try:
                    await finish(identity, started, WRONG, at=at)
                except WrongCode:
                    wrong += 1
                except RecoveryClosed:
                    assert wrong == 10
                    return at
            at += timedelta(hours=6)
        raise AssertionError("nobody has stopped it")

    async def test_close_the_way_and_leave_signing_in_open(self, identity: Identity) -> None:
        at = await self.close(identity)
        with pytest.raises(RecoveryClosed):
            await begin(identity, at=at + timedelta(days=2))
        await identity.start(at=at)

    async def test_until_the_branch_opens_it(self, identity: Identity) -> None:
        at = await self.close(identity) + timedelta(days=2)
        registrar = identity.caller(await identity.sign_in())
        async with identity.acting(registrar, at=at) as work:
            await reopen_recovery(work, kind="staff", login_id="rana")
        started = await begin(identity, at=at)
        await finish(identity, started, await identity.code_of(started.recovery_id, at=at), at=at)

    async def test_a_right_one_begins_the_count_anew(self, identity: Identity) -> None:
        at = NOW
        for _ in range(4):
            started = await begin(identity, at=at)
            for _ in range(2):
                with pytest.raises(WrongCode):
                    await finish(identity, started, WRONG, at=at)
            code = await identity.code_of(started.recovery_id, at=at)
            await finish(identity, started, code, at=at)
            at += timedelta(hours=6)

    async def test_only_the_registrar_opens_it(self, identity: Identity) -> None:
        roles = (("treasurer", None),)
        entry = NewStaff("omar", "عمر", roles, phone="+962790000002", password=PASSWORD)  # type: ignore[arg-type]
        async with identity.acting() as work:
            account_id = await create_staff_account(work, entry, hashing=identity.hashing)
        with pytest.raises(NotAllowed):
            async with identity.acting(Caller(account_id, "staff", account_id)) as work:
                await reopen_recovery(work, kind="staff", login_id="rana")


class TestChangePassword:
    async def change(
        self,
        identity: Identity,
        caller: Caller,
        current: str = PASSWORD,
        password: str = NEW,
        at: datetime = NOW,
    ) -> None:
        async with identity.acting(caller, at=at) as work:
            await change_password(
                work, current=current, password=password, hashing=identity.hashing
            )

    async def test_ends_the_other_sessions_and_keeps_this_one(self, identity: Identity) -> None:
        here, there = [identity.caller(await identity.sign_in()) for _ in range(2)]
        await self.change(identity, here)
        await identity.start(password=NEW)
        async with identity.acting(here) as work:
            await caller_of(work)
        with pytest.raises(NotSignedIn):
            async with identity.acting(there) as work:
                await caller_of(work)
        assert await announced(identity, "PasswordChanged") == 1

    async def test_needs_the_present_one_and_guessing_is_slowed_down(
        self, identity: Identity
    ) -> None:
        caller = identity.caller(await identity.sign_in())
        for _ in range(5):
            with pytest.raises(WrongPassword):
                await self.change(identity, caller, current="Wrong-one-1!")
        with pytest.raises(TooManyTries):
            await self.change(identity, caller)
        await self.change(identity, caller, at=later(minutes=1))

    async def test_refuses_a_weak_one(self, identity: Identity) -> None:
        caller = identity.caller(await identity.sign_in())
        with pytest.raises(WeakPassword):
            await self.change(identity, caller, password="asdf*1234")
