"""What the hub tells its settlement bank: the net position of a day."""

from datetime import date
from decimal import Decimal

import httpx


class HubAway(Exception):
    """The hub did not tell the day's position."""


class HubLine:
    """The line to the hub."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def position(self, day: date) -> Decimal:
        """What the hub settles for a day, in JOD; `HubAway` if it does not answer."""
        try:
            answer = await self._client.get(f"/v1/positions/{day.isoformat()}")
            answer.raise_for_status()
        except httpx.HTTPError as error:
            raise HubAway(type(error).__name__) from error
        return Decimal(answer.json()["amount"])

    async def close(self) -> None:
        """End the connections."""
        await self._client.aclose()
