"""The audit chain: what a service has written into its timeline cannot be changed unseen.

Beside the requests, not in them: one chainer at a time takes what the timeline has got, hashes each
entry together with the one before it, and seals the end of the chain with the service's key.
"""

import asyncio
import hashlib
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import asyncpg
from joserfc.jwk import KeySet
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from chassis import clock
from chassis.health import HANG_SECONDS, Progress
from chassis.rounds import for_ever
from chassis.tokens import BadToken, Signer, verify

log = logging.getLogger(__name__)

BATCH = 1000
ROUND_SECONDS = 1.0
SEAL_SECONDS = 3600
SEAL_KIND, ISSUER, AUDIENCE = "audit+jwt", "daman-audit", "daman-auditor"
SEAL_LIFETIME_SECONDS = 100 * 365 * 24 * 3600
"""A seal is shown to a court decades later."""

START = hashlib.sha256(b"daman audit chain").digest()
"""What stands in place of the entry before the first."""

_LOCK = text("select pg_try_advisory_xact_lock(4714, 0) as ours")
_LAST = text("select n, hash from audit_entry order by n desc limit 1")
_PENDING = text("""
select a.id, audit_digest(a) as digest from audit_pending p join activity a on a.id = p.activity_id
order by a.id limit :limit
""")
_APPEND = text("""
insert into audit_entry (n, activity_id, digest, hash)
select * from unnest(cast(:numbers as bigint[]), cast(:ids as uuid[]), cast(:digests as bytea[]),
                     cast(:hashes as bytea[]))
""")
_CHAINED = text("delete from audit_pending where activity_id = any(:ids)")
_SEALED = text("select n from audit_seal order by n desc limit 1")
_SEAL = text("insert into audit_seal (n, hash, seal) values (:n, :hash, :seal)")


def linked(before: bytes, activity_id: bytes, digest: bytes) -> bytes:
    """The hash of an entry: of the hash before it, and of what it is about."""
    return hashlib.sha256(before + activity_id + digest).digest()


@dataclass
class AuditChain:
    """Chains one service's timeline until it is cancelled."""

    engine: AsyncEngine
    service: str
    signer: Signer
    progress: Progress = field(default_factory=lambda: Progress("audit", hang_seconds=HANG_SECONDS))
    _sealed_at: float = float("-inf")

    async def run(self) -> None:
        """Round after round; a database that is away is waited for."""
        await for_ever(self.progress, self._round, pause=ROUND_SECONDS)

    async def _round(self) -> bool:
        """Chain a batch, or seal what is chained when it is time; whether there may be more."""
        count, now = await self.extend(), asyncio.get_running_loop().time()
        if not count and now - self._sealed_at > SEAL_SECONDS:
            self._sealed_at = now
            await self.seal()
        return count == BATCH

    async def extend(self) -> int:
        """Chain what has come, oldest first; how many. Nothing while another process does it."""
        async with self.engine.begin() as connection:
            if not (await connection.execute(_LOCK)).scalar_one():
                return 0
            number, before = await _end(connection)
            rows = (await connection.execute(_PENDING, {"limit": BATCH})).all()
            hashes = []
            for row in rows:
                before = linked(before, row.id.bytes, row.digest)
                hashes.append(before)
            ids = [row.id for row in rows]
            values = {
                "numbers": [number + place for place in range(1, len(rows) + 1)],
                "ids": ids,
                "digests": [row.digest for row in rows],
                "hashes": hashes,
            }
            if rows:
                await connection.execute(_APPEND, values)
                await connection.execute(_CHAINED, {"ids": ids})
        return len(rows)

    async def seal(self) -> bool:
        """Sign where the chain stands; False if it stands where the last seal is."""
        async with self.engine.begin() as connection:
            if not (await connection.execute(_LOCK)).scalar_one():
                return False
            number, hash_ = await _end(connection)
            if number == ((await connection.execute(_SEALED)).scalar_one_or_none() or 0):
                return False
            seal = self._signed(number, hash_)
            values = {"n": number, "hash": hash_, "seal": seal}
            await connection.execute(_SEAL, values)
        # Logs leave the house: the seal is kept where nobody who can write here can.
        log.info("audit chain sealed", extra={"fields": {"entries": number, "seal": seal}})
        return True

    def _signed(self, number: int, hash_: bytes) -> str:
        now = int(clock.now().timestamp())
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": self.service,
            "iat": now,
            "exp": now + SEAL_LIFETIME_SECONDS,
            "n": number,
            "hash": hash_.hex(),
        }
        return self.signer.sign(claims, kind=SEAL_KIND)


async def _end(connection: AsyncConnection) -> tuple[int, bytes]:
    """Number and hash of the last entry."""
    row = (await connection.execute(_LAST)).one_or_none()
    return (0, START) if row is None else (row.n, row.hash)


_CHAIN = """
select e.n, e.activity_id, e.digest, e.hash, audit_digest(a) as found, a.id is null as gone
from audit_entry e left join activity a on a.id = e.activity_id order by e.n
"""
_LEFT_OUT = """
select a.id from activity a
where not exists (select from audit_entry e where e.activity_id = a.id)
  and not exists (select from audit_pending p where p.activity_id = a.id)
"""
_SEALS = """
select s.n, s.hash, s.seal, e.hash as stands
from audit_seal s left join audit_entry e using (n) order by s.n
"""


async def faults(connection: asyncpg.Connection, keys: KeySet) -> AsyncIterator[str]:
    """Everything in which chain, timeline and seals disagree, in the order of the chain."""
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        number, before = 0, START
        async for row in connection.cursor(_CHAIN, prefetch=5000):
            for fault in _entry_faults(row, number + 1, before):
                yield fault
            number, before = row["n"], row["hash"]
        for row in await connection.fetch(_LEFT_OUT):
            yield f"activity {row['id']} is in no entry of the chain"
        for row in await connection.fetch(_SEALS):
            for fault in _seal_faults(row, keys):
                yield fault


def _entry_faults(row: Any, expected: int, before: bytes) -> list[str]:
    found = []
    number = row["n"]
    if number != expected:
        found.append(f"entry {expected} is missing")
    elif row["hash"] != linked(before, row["activity_id"].bytes, row["digest"]):
        found.append(f"entry {number} does not follow from the one before it")
    if row["gone"]:
        found.append(f"entry {number}: its activity {row['activity_id']} is gone")
    elif row["found"] != row["digest"]:
        found.append(f"entry {number}: its activity {row['activity_id']} was changed")
    return found


def _seal_faults(row: Any, keys: KeySet) -> list[str]:
    if row["stands"] != row["hash"]:
        return [f"the chain was sealed at entry {row['n']}, which is gone or another one now"]
    try:
        claims = verify(
            row["seal"], keys, kind=SEAL_KIND, issuer=ISSUER, audience=AUDIENCE, now=clock.now()
        )
    except BadToken:
        return [f"the seal at entry {row['n']} is not of this house"]
    if (claims.get("n"), claims.get("hash")) == (row["n"], row["hash"].hex()):
        return []
    return [f"the seal at entry {row['n']} is another's"]
