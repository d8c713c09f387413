"""The civil registry: persons by national number, at most 500 a call, never asked while it is down.

After several failures in a row nobody asks for a while: a registry that is coming up is not
knocked over again, and jobs do not sit out timeouts one after the other.
"""

import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

import httpx

from chassis.peers import never_in_a_transaction

ASKED_AT_ONCE_MAX = 500
TIMEOUT_SECONDS = 3.0
FAILURES_MAX = 3
REST_SECONDS = 5.0


class RegistryUnavailable(Exception):
    """The registry did not answer, or is left alone for a while after it did not."""


@dataclass(frozen=True)
class CivilPerson:
    """A person as the registry knows him; the number of a foreigner is his personal number."""

    national_number: str
    name_ar: str
    name_en: str
    sex: str
    birth_date: date
    nationality: str
    deceased_on: date | None = None


@dataclass(frozen=True)
class Evidence:
    """What somebody says about himself beside his number. The registry says if it agrees."""

    birth_date: date | None = None
    id_card_number: str | None = None
    passport_number: str | None = None
    relative_number: str | None = None
    kinship: str | None = None
    """What the relative is to him: `mother`, `son` …"""


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

    async def persons(self, national_numbers: Collection[str]) -> dict[str, CivilPerson]:
        """The persons found, by national number. Raises `RegistryUnavailable`."""
        found: dict[str, CivilPerson] = {}
        for some in _portions(sorted(national_numbers)):
            queries = [{"ref": number, "national_number": number} for number in some]
            results = await self._ask(queries)
            found |= {one["ref"]: _person(one["person"]) for one in results if one["found"]}
        return found

    async def proven(self, national_number: str, evidence: Evidence) -> CivilPerson | None:
        """The person, if all of the evidence agrees. Raises `RegistryUnavailable`.

        None says no more than that: neither whether the number is known nor what did not agree.
        """
        told = {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in vars(evidence).items()
            if value is not None
        }
        assert told, "a number alone proves nobody"
        query = {"ref": "1", "national_number": national_number, **told}
        [result] = await self._ask([query])
        if not result["found"]:
            return None
        # What was asked and is not answered does not agree: a registry that knows less proves less.
        asked = {_AGREES[name] for name in told}
        return _person(result["person"]) if all(result.get(one) is True for one in asked) else None

    async def _ask(self, queries: Sequence[Mapping[str, str]]) -> list[Any]:
        never_in_a_transaction("call to the civil registry")
        if self.breaker.resting():
            raise RegistryUnavailable("resting after failures")
        try:
            answer = await self.client.post("/v1/persons/lookup", json={"queries": queries})
            answer.raise_for_status()
        except httpx.HTTPError as error:
            self.breaker.failed()
            raise RegistryUnavailable(type(error).__name__) from error
        self.breaker.worked()
        results: list[Any] = answer.json()["results"]
        return results


_AGREES = {
    "birth_date": "birth_date_agrees",
    "id_card_number": "id_card_agrees",
    "passport_number": "passport_agrees",
    "relative_number": "relative_agrees",
    "kinship": "relative_agrees",
}
"""By which answer each part of the evidence is confirmed."""


def _portions(numbers: Sequence[str]) -> Iterator[list[str]]:
    rest = iter(numbers)
    while some := list(islice(rest, ASKED_AT_ONCE_MAX)):
        yield some


def _person(told: dict[str, Any]) -> CivilPerson:
    died = told.get("deceased_on")
    return CivilPerson(
        national_number=told["national_number"],
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
