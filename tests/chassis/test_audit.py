"""The audit chain: whatever is changed, removed or swapped behind the service's back is found."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import asyncpg
import pytest
from joserfc.jwk import ECKey, KeySet
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.audit import AuditChain, faults
from chassis.tokens import Signer
from tests.conftest import OpenDatabase, Server
from tests.services.people import acting

ENTRIES = 20


@dataclass
class House:
    """A service with a chained and sealed timeline, and somebody who may write past it."""

    engine: AsyncEngine
    chain: AuditChain
    owner: asyncpg.Connection
    keys: KeySet

    async def faults(self) -> list[str]:
        return [one async for one in faults(self.owner, self.keys)]

    async def note(self, count: int = ENTRIES) -> None:
        async with acting(self.engine) as work:
            for number in range(count):
                work.record("command", "batch-submitted", about=("batch", number), rows=number)

    async def behind_its_back(self, statement: str) -> None:
        assert (await self.owner.execute(statement)).split()[-1] != "0", "it changed nothing"


def signer_of(name: str) -> Signer:
    return Signer(ECKey.generate_key("P-256", {"kid": name, "use": "sig"}), name)


@pytest.fixture
async def house(database: OpenDatabase, postgres: Server) -> AsyncIterator[House]:
    engine = await database("letters")
    signer = signer_of("letters")
    assert engine.url.database is not None
    owner = await asyncpg.connect(postgres.url("postgres", engine.url.database), ssl=False)
    keys = KeySet.import_key_set({"keys": [signer.public_jwk()]})
    made = House(engine, AuditChain(engine, "letters", signer), owner, keys)
    await made.note()
    assert await made.chain.extend() == ENTRIES
    assert await made.chain.seal()
    yield made
    await owner.close()


async def test_a_chain_that_was_left_alone_is_whole(house: House) -> None:
    await house.note(5)
    assert await house.faults() == []  # what is still to be chained is no fault
    assert await house.chain.extend() == 5
    assert await house.chain.extend() == 0
    assert await house.chain.seal()
    assert not await house.chain.seal()
    assert await house.faults() == []


@pytest.mark.parametrize(
    ("done", "said"),
    [
        ("update activity set actor = 'nobody' where object_id = '7'", "was changed"),
        ("update activity set facts = '{\"rows\": 8}' where object_id = '7'", "was changed"),
        ("update activity set at = at + interval '1 microsecond' where object_id = '7'", "changed"),
        ("delete from activity where object_id = '7'", "is gone"),
        ("delete from audit_entry where n = 7", "entry 7 is missing"),
        ("update audit_entry set digest = hash where n = 7", "does not follow"),
        ("update audit_entry set hash = digest where n = 7", "does not follow"),
        ("delete from audit_entry where n > 15", "sealed at entry 20, which is gone"),
    ],
)
async def test_what_was_flipped_or_removed_is_found(house: House, done: str, said: str) -> None:
    await house.behind_its_back(done)
    found = await house.faults()
    assert any(said in fault for fault in found), found


async def test_two_entries_that_were_swapped_are_found(house: House) -> None:
    await house.behind_its_back("update audit_entry set n = -n where n in (7, 8)")
    await house.behind_its_back("update audit_entry set n = 15 + n where n < 0")
    assert any("does not follow" in fault for fault in await house.faults())


async def test_a_chain_that_was_made_anew_is_found_by_its_seal(house: House) -> None:
    """Somebody changes an entry and computes every hash after it again."""
    await house.behind_its_back("update activity set actor = 'nobody' where object_id = '7'")
    await house.behind_its_back("insert into audit_pending select id from activity")
    await house.behind_its_back("delete from audit_entry")
    assert await house.chain.extend() == ENTRIES
    assert await house.faults() == [
        "the chain was sealed at entry 20, which is gone or another one now"
    ]


async def test_a_seal_of_another_key_is_found(house: House) -> None:
    await house.note(1)
    await house.chain.extend()
    house.chain.signer = signer_of("letters")
    await house.chain.seal()
    assert await house.faults() == ["the seal at entry 21 is not of this house"]


async def test_an_entry_that_was_slipped_past_the_chain_is_found(house: House) -> None:
    await house.note(1)
    await house.behind_its_back("delete from audit_pending")
    [fault] = await house.faults()
    assert fault.endswith("is in no entry of the chain")


@pytest.mark.parametrize(
    "statement",
    [
        "update activity set actor = 'nobody'",
        "delete from activity",
        "update audit_entry set digest = hash",
        "delete from audit_entry",
        "delete from audit_seal",
    ],
)
async def test_the_service_itself_may_change_nothing(house: House, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with house.engine.begin() as connection:
            await connection.execute(text(statement))


async def test_two_chainers_make_one_chain(house: House) -> None:
    await house.note(50)
    other = AuditChain(house.engine, "letters", house.chain.signer)
    counts = await asyncio.gather(house.chain.extend(), other.extend(), house.chain.extend())
    assert sum(counts) == 50
    assert await house.faults() == []
