"""Movements, asked for the numbers and names of persons; payroll knows them by their ids alone."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from chassis.peers import Peer

ASKED_AT_ONCE_MAX = 500


@dataclass(frozen=True)
class Person:
    """A person of the register of insured persons."""

    person_id: UUID
    insurance_number: str
    name_ar: str
    name_en: str


@dataclass(frozen=True)
class People:
    """The peer that keeps the register."""

    peer: Peer

    async def known(self, person_ids: Collection[UUID]) -> dict[UUID, Person]:
        """The persons by id; raises `PeerUnavailable`."""
        ids = sorted(person_ids)
        found: dict[UUID, Person] = {}
        for start in range(0, len(ids), ASKED_AT_ONCE_MAX):
            some = [str(one) for one in ids[start : start + ASKED_AT_ONCE_MAX]]
            answer = await self.peer.post("/persons", {"person_ids": some})
            for told in answer["items"]:
                person_id = UUID(told.pop("person_id"))
                found[person_id] = Person(person_id, **told)
        return found
