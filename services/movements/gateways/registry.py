"""The civil registry: persons by national number, at most 500 a call, never asked while it is down.

After several failures in a row nobody asks for a while: a registry that is coming up is not
knocked over again, and jobs do not sit out timeouts one after the other.
"""

import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

import httpx

from services.movements.rules.persons import Person

ASKED_AT_ONCE_MAX = 500
TIMEOUT_SECONDS = 3.0
FAILURES_MAX = 3
REST_SECONDS = 5.0


class RegistryUnavailable(Exception):
    """The registry did not answer, or is left alone for a while after it did not."""


@dataclass
class Breaker:
    """Counts failures in a row; after `FAILURES_MAX` it asks for a rest."""

    failures: int = 0
    rests_until: float = 0.0

    def resting(self) -> bool:
        """Whether the other side is left alone at this moment."""
        return time.monotonic() < self.rests_until

    def failed(self) -> None:
        """Note a failure."""
        self.failures += 1
        if self.failures >= FAILURES_MAX:
            self.rests_until = time.monotonic() + REST_SECONDS

    def worked(self) -> None:
        """Note an answer."""
        self.failures = 0


@dataclass
class CivilRegistry:
    """A client of the registry."""

    client: httpx.AsyncClient
    breaker: Breaker = field(default_factory=Breaker)

    async def persons(self, national_numbers: Collection[str]) -> dict[str, Person]:
        """The persons found, by national number. Raises `RegistryUnavailable`."""
        found: dict[str, Person] = {}
        for some in _portions(sorted(national_numbers)):
            found |= await self._ask(some)
        return found

    async def _ask(self, national_numbers: Sequence[str]) -> dict[str, Person]:
        if self.breaker.resting():
            raise RegistryUnavailable("resting after failures")
        queries = [{"ref": number, "national_number": number} for number in national_numbers]
        try:
            answer = await self.client.post("/v1/persons/lookup", json={"queries": queries})
            answer.raise_for_status()
        except httpx.HTTPError as error:
            self.breaker.failed()
            raise RegistryUnavailable(type(error).__name__) from error
        self.breaker.worked()
        return {
            result["ref"]: _person(result["person"])
            for result in answer.json()["results"]
            if result["found"]
        }


def _portions(numbers: Sequence[str]) -> Iterator[list[str]]:
    rest = iter(numbers)
    while some := list(islice(rest, ASKED_AT_ONCE_MAX)):
        yield some


def _person(told: dict[str, Any]) -> Person:
    died = told.get("deceased_on")
    return Person(
        national_number=told["national_number"],
        insurance_number=None,
        name_ar=told["name_ar"],
        name_en=told["name_en"],
        sex=told["sex"],
        birth_date=date.fromisoformat(told["birth_date"]),
        nationality=told["nationality"],
        deceased_on=date.fromisoformat(died) if died else None,
    )


def civil_registry(url: str) -> CivilRegistry:
    """The registry at an address."""
    client = httpx.AsyncClient(base_url=url, timeout=TIMEOUT_SECONDS, follow_redirects=False)
    return CivilRegistry(client)
