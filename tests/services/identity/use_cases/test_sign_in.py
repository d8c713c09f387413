"""Signing in: password, code, session; and everything that is refused on the way."""

from datetime import date, timedelta
from typing import Any

import pytest

from chassis.authorize import NotSignedIn, establishments_of
from chassis.errors import NotAllowed
from chassis.unit_of_work import Caller
from services.identity.credentials import (
    PasswordTooLong,
    PasswordTooPlain,
    PasswordTooShort,
    PasswordWellKnown,
)
from services.identity.registers import NotAPhone
from services.identity.use_cases.create_staff_account import NewStaff, create_staff_account
from services.identity.use_cases.end_session import end_session
from services.identity.use_cases.hand_out_code import CodeNoLongerDue
from services.identity.use_cases.refresh_session import RefreshTokenReused
from services.identity.use_cases.register_establishment import (
    NewEstablishment,
    NoSandboxHere,
    register_establishment,
)
from services.identity.use_cases.start_sign_in import WrongLoginOrPassword
from services.identity.verifications import CodeExpired, TooManyTries, WrongCode
from tests.conftest import NOW
from tests.services.identity.use_cases.conftest import PASSWORD, Identity


class TestPassword:
    async def test_an_unknown_login_and_a_wrong_password_sound_the_same(
        self, identity: Identity
    ) -> None:
        with pytest.raises(WrongLoginOrPassword):
            await identity.start(password="Wrong-one-1!")
        with pytest.raises(WrongLoginOrPassword):
            await identity.start(login_id="nobody")

    async def test_guessing_is_slowed_down(self, identity: Identity) -> None:
        for _ in range(5):
            with pytest.raises(WrongLoginOrPassword):
                await identity.start(password="Wrong-one-1!")
        with pytest.raises(TooManyTries):
            await identity.start()
        await identity.start(at=NOW + timedelta(minutes=1))


class TestCode:
    async def test_opens_a_session_for_its_owner(self, identity: Identity) -> None:
        tokens = await identity.sign_in()
        assert identity.caller(tokens).kind == "staff"

    async def test_is_used_once(self, identity: Identity) -> None:
        sign_in_id = await identity.start()
        code = await identity.code_of(sign_in_id)
        await identity.confirm(sign_in_id, code)
        with pytest.raises(CodeExpired):
            await identity.confirm(sign_in_id, code)

    async def test_expires(self, identity: Identity) -> None:
        sign_in_id = await identity.start()
        code = await identity.code_of(sign_in_id)
        late = NOW + timedelta(minutes=5)
        with pytest.raises(CodeExpired):
            await identity.confirm(sign_in_id, code, at=late)
        with pytest.raises(CodeNoLongerDue):
            await identity.code_of(sign_in_id, at=late)

    async def test_allows_three_tries_and_then_not_even_the_right_one(
        self, identity: Identity
    ) -> None:
        sign_in_id = await identity.start()
        code = await identity.code_of(sign_in_id)
        wrong = f"{(int(code) + 1) % 10**6:06d}"
        for left in (2, 1, 0):
            with pytest.raises(WrongCode) as refused:
                await identity.confirm(sign_in_id, wrong)
            assert refused.value.facts == {"left": left}
        with pytest.raises(CodeExpired):
            await identity.confirm(sign_in_id, code)

    async def test_holds_for_its_own_sign_in_only(self, identity: Identity) -> None:
        first, second = await identity.start(), await identity.start()
        code = await identity.code_of(first)
        other = await identity.code_of(second)
        if code != other:
            with pytest.raises(WrongCode):
                await identity.confirm(second, code)


class TestSession:
    async def test_is_refreshed_with_a_new_token_each_time(self, identity: Identity) -> None:
        tokens = await identity.sign_in()
        renewed = await identity.refresh(tokens.refresh_token)
        assert renewed.refresh_token != tokens.refresh_token

    async def test_a_replaced_token_that_comes_again_ends_it_for_everybody(
        self, identity: Identity
    ) -> None:
        tokens = await identity.sign_in()
        renewed = await identity.refresh(tokens.refresh_token)
        with pytest.raises(RefreshTokenReused):
            await identity.refresh(tokens.refresh_token, at=NOW + timedelta(minutes=1))
        with pytest.raises(NotSignedIn):
            await identity.refresh(renewed.refresh_token)
        with pytest.raises(NotSignedIn):
            async with identity.acting(identity.caller(renewed)) as work:
                await establishments_of(work)

    async def test_ends_when_idle(self, identity: Identity) -> None:
        tokens = await identity.sign_in()
        with pytest.raises(NotSignedIn):
            await identity.refresh(tokens.refresh_token, at=NOW + timedelta(minutes=21))

    async def test_signing_out_ends_it(self, identity: Identity) -> None:
        caller = identity.caller(await identity.sign_in())
        async with identity.acting(caller) as work:
            await end_session(work)
        with pytest.raises(NotSignedIn):
            async with identity.acting(caller) as work:
                await end_session(work)


class TestRegisterEstablishment:
    ENTRY = NewEstablishment(
        name_ar="منشأة",
        name_en="Establishment",
        branch="zarqa",
        rate_scheme="private",
        officer_name="سامي",
        officer_phone="0791234567",
        password=PASSWORD,
    )

    async def register(
        self, identity: Identity, caller: Caller, *, sandbox: bool = True, **changed: Any
    ) -> str:
        entry = NewEstablishment(**{**vars(self.ENTRY), **changed})
        async with identity.acting(caller) as work:
            made = await register_establishment(
                work, entry, hashing=identity.hashing, sandbox_allowed=sandbox
            )
        return made.number

    async def test_gives_it_numbers_of_its_own(self, identity: Identity) -> None:
        registrar = identity.caller(await identity.sign_in())
        first = await self.register(identity, registrar)
        assert first != await self.register(identity, registrar)

    async def test_needs_the_registrar(self, identity: Identity) -> None:
        roles = (("treasurer", None),)
        entry = NewStaff("omar", "عمر", roles, phone="+962790000002", password=PASSWORD)  # type: ignore[arg-type]
        async with identity.acting() as work:
            account_id = await create_staff_account(work, entry, hashing=identity.hashing)
        with pytest.raises(NotAllowed):
            await self.register(identity, Caller(account_id, "staff", account_id))

    @pytest.mark.parametrize(
        ("changed", "refusal"),
        [
            ({"officer_phone": "12"}, NotAPhone),
            ({"password": "short1!"}, PasswordTooShort),
            ({"password": "onlyletters"}, PasswordTooPlain),
            ({"password": "a1!" * 43}, PasswordTooLong),
            ({"password": "asdf*1234"}, PasswordWellKnown),
        ],
    )
    async def test_refuses_bad_entries(
        self, identity: Identity, changed: dict[str, Any], refusal: type[Exception]
    ) -> None:
        registrar = identity.caller(await identity.sign_in())
        with pytest.raises(refusal):
            await self.register(identity, registrar, **changed)

    async def test_a_sandbox_exists_outside_production_only(self, identity: Identity) -> None:
        registrar = identity.caller(await identity.sign_in())
        with pytest.raises(NoSandboxHere):
            await self.register(identity, registrar, sandbox=False, sandbox_date=date(2026, 4, 5))
