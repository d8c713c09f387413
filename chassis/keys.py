"""Public keys: identity's, fetched and kept fresh; the services', from a file."""

import asyncio
import time
from pathlib import Path

import httpx
import orjson
from joserfc.jwk import KeySet

REFRESH_SECONDS = 300
LOOK_AGAIN_SECONDS = 2


class IdentityKeys:
    """Identity's signing keys, fetched when first needed, when old, and when one is unknown.

    While identity is away the last known keys go on to serve.
    """

    def __init__(self, url: str, keys: KeySet | None = None) -> None:
        self._url = url
        self._keys = keys
        self._fetched_at = time.monotonic() if keys else -REFRESH_SECONDS
        self._lock = asyncio.Lock()

    async def current(self, key_id: str | None = None) -> KeySet:
        """The key set, holding `key_id` if identity has it. Raises httpx.HTTPError at first use."""
        age = time.monotonic() - self._fetched_at
        unknown = self._keys is None or not any(key.kid == key_id for key in self._keys.keys)
        if age > REFRESH_SECONDS or (unknown and age > LOOK_AGAIN_SECONDS):
            await self._refresh()
        if self._keys is None:
            raise httpx.ConnectError("identity's keys have not been fetched yet")
        return self._keys

    async def _refresh(self) -> None:
        async with self._lock:
            if time.monotonic() - self._fetched_at < LOOK_AGAIN_SECONDS or not self._url:
                return
            try:
                async with httpx.AsyncClient(timeout=2) as client:
                    answer = await client.get(self._url)
                    answer.raise_for_status()
                    self._keys = KeySet.import_key_set(answer.json())
                    self._fetched_at = time.monotonic()
            except httpx.HTTPError:
                if self._keys is None:
                    raise


def service_keys(path: Path) -> KeySet:
    """The public keys of all services: key id is the service's name."""
    return KeySet.import_key_set(orjson.loads(path.read_bytes()))
