"""Row 11: sign-ins with a password, beside bare Argon2 on the same cores.

`POST /v1/sign-ins` at identity as a process: the account, the password, a code to be sent, its
event. Then far more people at once than the queue holds: those beyond it are asked to come again
(429), and the requests of others go on.
"""

import asyncio
import logging
import statistics
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import httpx
from argon2 import PasswordHasher

from benchmarks.figures import Figure, Result
from benchmarks.people import sign_in
from benchmarks.rounds import alternate, percentile, ratio
from benchmarks.server import Stand, stand
from chassis.ids import uuid7
from services.identity.gateways.hashing import CORES, Hashing
from services.identity.settings import IdentitySettings

SIGN_INS, CLIENTS, FLOOD, ROUNDS = 240, 8, 300, 4
PASSWORD = "Two-olive-trees-7!"  # noqa: S105 - of accounts that live as long as this run
MEMORY_KIB, PASSES = (
    IdentitySettings.model_fields[name].default for name in ("argon2_memory_kib", "argon2_rounds")
)


class Workload:
    """Identity as it runs, and people at its door."""

    def __init__(self, place: Stand, client: httpx.AsyncClient, hashed: str) -> None:
        self._stand = place
        self._client = client
        self._hashed = hashed
        self.waits: list[float] = []
        self.refused: list[float] = []
        self.wrong: list[str] = []

    async def sign_ins(self) -> float:
        """Sign-ins a second, of a few people at a time."""
        left = iter(await self._accounts(SIGN_INS))
        began = time.perf_counter()
        answers = await asyncio.gather(*(self._each(left) for _ in range(CLIENTS)))
        seconds = time.perf_counter() - began
        answered = sum(answers, Counter())
        if answered != {httpx.codes.CREATED: SIGN_INS}:
            self.wrong.append(f"answered {dict(answered)}")
        return SIGN_INS / seconds

    async def bare(self) -> float:
        """Argon2 checks a second, as many at once as there are cores."""
        check = partial(PasswordHasher().verify, PasswordHasher(PASSES, MEMORY_KIB, 1).hash("x"))
        loop = asyncio.get_running_loop()
        with ThreadPoolExecutor(CORES) as threads:
            began = time.perf_counter()
            checks = [loop.run_in_executor(threads, check, "x") for _ in range(SIGN_INS)]
            await asyncio.gather(*checks)
            return SIGN_INS / (time.perf_counter() - began)

    async def flood(self) -> None:
        """Very many at once, and somebody who reads meanwhile."""
        accounts = iter(await self._accounts(FLOOD))
        [reader] = await sign_in(self._stand, 1)
        flood = asyncio.gather(*(self._each(accounts) for _ in range(FLOOD)))
        waits = []
        while not flood.done():
            began = time.perf_counter()
            answer = await self._client.get("/v1/me", headers=reader.headers)
            waits.append((time.perf_counter() - began) * 1000)
            if answer.status_code != httpx.codes.OK:
                self.wrong.append(f"a read meanwhile was answered {answer.status_code}")
        answers = sum(await flood, Counter())
        self.waits.append(percentile(waits, 0.95))
        self.refused.append(answers[httpx.codes.TOO_MANY_REQUESTS] / FLOOD)
        if set(answers) != {httpx.codes.CREATED, httpx.codes.TOO_MANY_REQUESTS}:
            self.wrong.append(f"the flood was answered {dict(answers)}")

    async def _each(self, accounts: Iterator[str]) -> Counter[int]:
        answered: Counter[int] = Counter()
        for login_id in accounts:
            body = {"kind": "establishment", "login_id": login_id, "password": PASSWORD}
            answer = await self._client.post("/v1/sign-ins", json=body)
            answered[answer.status_code] += 1
        return answered

    async def _accounts(self, count: int) -> list[str]:
        """New accounts with the same password: to each one code may go within a minute."""
        login_ids = [str(uuid7()) for _ in range(count)]
        rows = [
            (uuid7(), "establishment", one, "Rabee Bakery", self._hashed, f"+9627{number:08d}")
            for number, one in enumerate(login_ids, start=time.time_ns() // 1000 % 90_000_000)
        ]
        columns = ("account_id", "kind", "login_id", "display_name", "password_hash", "phone")
        async with self._stand.connect("identity") as connection:
            await connection.copy_records_to_table("account", records=rows, columns=columns)
        return login_ids


async def main() -> Result:
    """Measure both in turn, then the flood."""
    logging.getLogger("httpx").setLevel(logging.WARNING)
    async with stand("identity") as place:
        pepper = bytes.fromhex((place.place.keys / "pepper").read_text().strip())
        hashed = await Hashing(pepper, MEMORY_KIB, PASSES).hash(PASSWORD)
        url = f"http://{place.place.address('identity')}"
        limits = httpx.Limits(max_connections=None)
        async with httpx.AsyncClient(base_url=url, timeout=60, limits=limits) as client:
            workload = Workload(place, client, hashed)
            rates = await alternate(ROUNDS, ours=workload.sign_ins, bare=workload.bare)
            for _ in range(ROUNDS):
                await workload.flood()
    lower = partial(Figure, better="lower")
    return Result(
        row=11,
        name="sign-in",
        workload=f"sign-ins with a password, {CLIENTS} at a time; then {FLOOD} at once",
        peer=f"bare Argon2id ({MEMORY_KIB} KiB, {PASSES} passes) on {CORES} threads",
        figures=[
            Figure("the bare checks", ratio(rates["ours"], rates["bare"]), 0.8),
            lower(
                "p95 of another's read in the flood", statistics.median(workload.waits), unit="ms"
            ),
            Figure("of the flood asked to come again", statistics.median(workload.refused)),
        ],
        raw={
            **{f"{side}, sign-ins/s": numbers for side, numbers in rates.items()},
            "p95 of reads, ms": workload.waits,
        },
        wrong=sorted(set(workload.wrong)),
    )
