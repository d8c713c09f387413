"""The insured persons' register: a person's insurance number, by his own number."""

from dataclasses import dataclass

from chassis.peers import Peer


@dataclass(frozen=True)
class Insured:
    """What movements answers about a person."""

    movements: Peer

    async def number_of(self, national_number: str) -> str | None:
        """The insurance number; None for who has none yet. Raises `PeerUnavailable`."""
        answer = await self.movements.post(
            "/insurance-numbers", {"national_number": national_number}
        )
        number: str | None = answer["insurance_number"]
        return number
