"""Row 9: an authenticated GET through the gateway, beside the same GET straight to the service.

Envoy has the configuration of `make up`: it checks the token, and so does the service again. The
request is `GET /v1/me` at identity: who is signed in and for which establishments he acts.
"""

import asyncio
import logging
import statistics
import time
from collections.abc import Iterator
from functools import partial

import httpx

from benchmarks.figures import Figure, Result
from benchmarks.people import sign_in
from benchmarks.rounds import alternate, percentile, ratio
from benchmarks.server import stand

ONE_BY_ONE, AT_ONCE, CLIENTS, ROUNDS = 300, 1_500, 16, 6
FINDING = """\
The service is the limit (one process, a token check and four statements a request); Envoy checks
the token a second time and still adds a few tenths of a millisecond."""


class Address:
    """One way to the service."""

    def __init__(self, client: httpx.AsyncClient, path: str, wrong: list[str]) -> None:
        self._client = client
        self._path = path
        self._wrong = wrong

    async def measure(self) -> tuple[float, float]:
        """The p50 of requests one by one (ms), and how many a second 16 clients get through."""
        times = [await self._get() for _ in range(ONE_BY_ONE)]
        left = iter(range(AT_ONCE))
        began = time.perf_counter()
        await asyncio.gather(*(self._get_all(left) for _ in range(CLIENTS)))
        rate = AT_ONCE / (time.perf_counter() - began)
        return percentile(times, 0.5) * 1000, rate

    async def _get_all(self, left: Iterator[int]) -> None:
        for _ in left:
            await self._get()

    async def _get(self) -> float:
        began = time.perf_counter()
        answer = await self._client.get(self._path)
        seconds = time.perf_counter() - began
        if answer.status_code != httpx.codes.OK or "Rabee Bakery" not in answer.text:
            self._wrong.append(f"{self._path} was answered {answer.status_code}")
        return seconds


async def main() -> Result:
    """Measure both ways in turn."""
    logging.getLogger("httpx").setLevel(logging.WARNING)
    wrong: list[str] = []
    async with stand("identity", "gateway") as place:
        (one,) = await sign_in(place, 1)
        async with httpx.AsyncClient(headers=one.headers, timeout=10) as client:
            through = Address(client, f"{place.place.url}/api/identity/v1/me", wrong)
            direct = Address(client, f"http://{place.place.address('identity')}/v1/me", wrong)
            rounds = await alternate(ROUNDS, gateway=through.measure, direct=direct.measure)
    middle = {side: [p50 for p50, _ in all_] for side, all_ in rounds.items()}
    rates = {side: [rate for _, rate in all_] for side, all_ in rounds.items()}
    pairs = zip(middle["gateway"], middle["direct"], strict=True)
    added = statistics.median(ours - peer for ours, peer in pairs)
    lower = partial(Figure, better="lower")
    return Result(
        row=9,
        name="gateway",
        workload=f"authenticated GET, one by one and from {CLIENTS} clients",
        peer="the same GET direct to the service",
        figures=[
            Figure("the direct throughput", ratio(rates["gateway"], rates["direct"]), 0.8),
            lower("the direct p50", ratio(middle["gateway"], middle["direct"])),
            lower("added to the p50", added, 2, "ms"),
        ],
        raw={
            **{f"{side}, requests/s": numbers for side, numbers in rates.items()},
            **{f"{side} p50, ms": numbers for side, numbers in middle.items()},
        },
        wrong=sorted(set(wrong)),
        finding=FINDING,
    )
