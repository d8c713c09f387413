"""Identity with a real database, and one officer of the corporation."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc.jwk import KeySet
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.clock import BusinessClock
from chassis.tokens import AUDIENCE, ISSUER, Signer, caller_from, verify
from chassis.unit_of_work import Caller, UnitOfWork, unit_of_work
from services.identity.gateways.hashing import Hashing
from services.identity.models import Verification
from services.identity.rules.sessions import Tokens
from services.identity.use_cases.confirm_code import confirm_code
from services.identity.use_cases.create_staff_account import NewStaff, create_staff_account
from services.identity.use_cases.hand_out_code import hand_out_code
from services.identity.use_cases.refresh_session import refresh_session
from services.identity.use_cases.start_sign_in import (
    start_sign_in,
)
from tests.conftest import NOW, OpenDatabase

PEPPER = b"p" * 32
PASSWORD = "Olive-trees-7!"


@dataclass
class Identity:
    """The service with one officer of the corporation."""

    engine: AsyncEngine
    hashing: Hashing
    signer: Signer

    @asynccontextmanager
    async def acting(
        self, caller: Caller | None = None, at: datetime = NOW
    ) -> AsyncIterator[UnitOfWork]:
        clock = BusinessClock()
        async with unit_of_work(self.engine, clock, caller=caller, now=at) as work:
            yield work

    async def start(
        self, password: str = PASSWORD, login_id: str = "rana", at: datetime = NOW
    ) -> UUID:
        async with self.acting(at=at) as work:
            started = await start_sign_in(
                work, kind="staff", login_id=login_id, password=password, hashing=self.hashing
            )
        return started.sign_in_id

    async def code_of(self, verification_id: UUID, at: datetime = NOW) -> str:
        async with self.acting(at=at) as work:
            found = await work.session.get(Verification, verification_id)
            assert found is not None
            reference = found.reference
            return (await hand_out_code(work, reference=reference, pepper=PEPPER)).code

    async def confirm(self, sign_in_id: UUID, code: str, at: datetime = NOW) -> Tokens:
        async with self.acting(at=at) as work:
            return await confirm_code(
                work, sign_in_id=sign_in_id, code=code, pepper=PEPPER, signer=self.signer
            )

    async def sign_in(self) -> Tokens:
        sign_in_id = await self.start()
        return await self.confirm(sign_in_id, await self.code_of(sign_in_id))

    async def refresh(self, token: str, at: datetime = NOW) -> Tokens:
        async with self.acting(at=at) as work:
            return await refresh_session(work, refresh_token=token, signer=self.signer)

    def caller(self, tokens: Tokens) -> Caller:
        keys = KeySet([self.signer.key])
        claims = verify(
            tokens.access_token, keys, kind="at+jwt", issuer=ISSUER, audience=AUDIENCE, now=NOW
        )
        return caller_from(claims)


@pytest.fixture
async def identity(database: OpenDatabase, tmp_path: Path) -> Identity:
    key = ec.generate_private_key(ec.SECP256R1())
    file = tmp_path / "key.pem"
    file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    made = Identity(
        await database("identity"), Hashing(PEPPER, 1024, 1), Signer.from_file(file, "identity-1")
    )
    roles = (("registrar", None),)
    entry = NewStaff("rana", "رنا", roles, phone="+962790000001", password=PASSWORD)  # type: ignore[arg-type]
    async with made.acting() as work:
        await create_staff_account(work, entry, hashing=made.hashing)
    return made
