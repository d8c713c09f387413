"""Argon2id with a pepper, off the event loop, as many at once as there are cores."""

import asyncio
import hashlib
import hmac
import os
from dataclasses import dataclass, field

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from services.identity.rules.passwords import normalised


@dataclass
class Hashing:
    """Hashes and checks passwords. Memory in KiB."""

    pepper: bytes
    memory_kib: int
    rounds: int
    _turns: asyncio.Semaphore = field(
        default_factory=lambda: asyncio.Semaphore(os.cpu_count() or 1)
    )

    def __post_init__(self) -> None:
        self._argon2 = PasswordHasher(
            time_cost=self.rounds, memory_cost=self.memory_kib, parallelism=1
        )
        self._nobody = self._argon2.hash(os.urandom(16).hex())

    def _peppered(self, password: str) -> str:
        return hmac.new(self.pepper, normalised(password).encode(), hashlib.sha256).hexdigest()

    async def hash(self, password: str) -> str:
        """What is stored of a password."""
        async with self._turns:
            return await asyncio.to_thread(self._argon2.hash, self._peppered(password))

    async def holds(self, password: str, stored: str | None) -> bool:
        """Whether the password is the stored one; takes as long when nothing is stored."""
        async with self._turns:
            return await asyncio.to_thread(self._check, self._peppered(password), stored)

    def _check(self, peppered: str, stored: str | None) -> bool:
        try:
            self._argon2.verify(stored or self._nobody, peppered)
        except VerifyMismatchError:
            return False
        return stored is not None
