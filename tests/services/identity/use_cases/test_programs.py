"""Programs sign in with a key of their own: once an assertion, and only with a fresh one."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet
from sqlalchemy import update
from sqlmodel import col

from chassis.authorize import branches_of
from chassis.tokens import AUDIENCE, ISSUER, caller_from, verify
from chassis.unit_of_work import Caller
from services.identity.models import ProgramKey
from services.identity.use_cases.create_staff_account import NewStaff, create_staff_account
from services.identity.use_cases.open_program_session import BadAssertion, open_program_session
from services.identity.use_cases.start_sign_in import WrongLoginOrPassword
from tests.conftest import NOW, OpenDatabase
from tests.services.identity.use_cases.conftest import Identity

KEY = ECKey.generate_key("P-256", {"kid": "risk-1"})


@pytest.fixture
async def program(identity: Identity, database: OpenDatabase, tmp_path: Path) -> Identity:
    public = {**KEY.as_dict(private=False), "kid": "risk-1"}
    entry = NewStaff("risk", "برنامج", (("officer", "zarqa"),), public_jwk=public)
    async with identity.acting() as work:
        await create_staff_account(work, entry, hashing=identity.hashing)
    return identity


def assertion(key: ECKey = KEY, *, seconds: int = 60, age: int = 0, **changed: Any) -> str:
    issued = int(NOW.timestamp()) - age
    claims = {"iss": "risk", "aud": ISSUER, "iat": issued, "exp": issued + seconds}
    header = {"alg": "ES256", "kid": "risk-1", "typ": changed.pop("typ", "client-assertion+jwt")}
    return jwt.encode(header, {**claims, "jti": str(uuid4()), **changed}, key)


async def opened(identity: Identity, signed: str) -> Caller:
    async with identity.acting() as work:
        tokens = await open_program_session(work, assertion=signed, signer=identity.signer)
    claims = verify(
        tokens.access_token,
        KeySet([identity.signer.key]),
        kind="at+jwt",
        issuer=ISSUER,
        audience=AUDIENCE,
        now=NOW,
    )
    return caller_from(claims)


async def test_a_program_acts_within_its_grants(program: Identity) -> None:
    caller = await opened(program, assertion())
    async with program.acting(caller) as work:
        assert await branches_of(work, "officer") == {"zarqa"}


@pytest.mark.parametrize(
    "signed",
    [
        pytest.param(assertion(ECKey.generate_key("P-256", {"kid": "risk-1"})), id="another key"),
        pytest.param(assertion(iss="nobody"), id="unknown program"),
        pytest.param(assertion(iss="rana"), id="a person"),
        pytest.param(assertion(aud="somebody-else"), id="for somebody else"),
        pytest.param(assertion(age=600), id="too old"),
        pytest.param(assertion(seconds=3600), id="lives too long"),
        pytest.param(assertion(jti=""), id="without a number"),
        pytest.param(assertion(typ="at+jwt"), id="another kind of token"),
        pytest.param("not.a.token", id="no token"),
    ],
)
async def test_any_other_assertion_is_refused(program: Identity, signed: str) -> None:
    with pytest.raises(BadAssertion):
        await opened(program, signed)


async def test_an_assertion_opens_one_session(program: Identity) -> None:
    signed = assertion()
    await opened(program, signed)
    with pytest.raises(BadAssertion):
        await opened(program, signed)


async def test_a_key_that_was_ended_opens_none(program: Identity) -> None:
    async with program.acting() as work:
        await work.session.execute(
            update(ProgramKey).values(ended_at=NOW).where(col(ProgramKey.key_id) == "risk-1")
        )
    with pytest.raises(BadAssertion):
        await opened(program, assertion())


async def test_a_program_has_no_password_to_guess(program: Identity) -> None:
    for guess in ("", "!", "None"):
        with pytest.raises(WrongLoginOrPassword):
            await program.start(login_id="risk", password=guess, at=NOW + timedelta(hours=1))
