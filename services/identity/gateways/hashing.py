"""Argon2id with a pepper, off the event loop, as many at once as there are cores.

Whoever may ask unknown comes in by turns: behind those who are in, only so many wait, and whoever
comes then is asked to come again. A flood of sign-ins costs the others neither memory, nor
connections to the database, nor their turn.
"""

import asyncio
import hashlib
import hmac
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from chassis.errors import Message, Refusal
from services.identity.rules.passwords import normalised

WAITING_MAX = 50
CORES = os.cpu_count() or 1
IN_AT_ONCE = CORES + 2
"""While as many as there are cores are hashed, the next ones are looked up."""

T = TypeVar("T")


class TooBusy(Refusal):
    """Too many passwords wait to be checked."""

    status = 429
    message = Message(
        ar="محاولات دخول كثيرة في هذه اللحظة.",
        en="Too many people are signing in at this moment.",
        fix_ar="إعادة المحاولة بعد ثوانٍ.",
        fix_en="Try again in a few seconds.",
    )


@dataclass
class Hashing:
    """Hashes and checks passwords. Memory in KiB."""

    pepper: bytes
    memory_kib: int
    rounds: int
    _cores: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(CORES))
    _turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(IN_AT_ONCE))
    _waiting: int = 0

    def __post_init__(self) -> None:
        self._argon2 = PasswordHasher(
            time_cost=self.rounds, memory_cost=self.memory_kib, parallelism=1
        )
        self._nobody = self._argon2.hash(os.urandom(16).hex())

    def _peppered(self, password: str) -> str:
        return hmac.new(self.pepper, normalised(password).encode(), hashlib.sha256).hexdigest()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Be one of the few whose passwords are being looked at. Raises `TooBusy`."""
        if self._waiting >= WAITING_MAX:
            raise TooBusy
        self._waiting += 1
        try:
            await self._turns.acquire()
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._turns.release()

    async def hash(self, password: str) -> str:
        """What is stored of a password."""
        return await self._on_a_core(self._argon2.hash, self._peppered(password))

    async def holds(self, password: str, stored: str | None) -> bool:
        """Whether the password is the stored one; takes as long when nothing is stored."""
        return await self._on_a_core(self._check, self._peppered(password), stored)

    async def _on_a_core(self, work: Callable[..., T], *arguments: str | None) -> T:
        async with self._cores:
            return await asyncio.to_thread(work, *arguments)

    def _check(self, peppered: str, stored: str | None) -> bool:
        try:
            self._argon2.verify(stored or self._nobody, peppered)
        except VerifyMismatchError:
            return False
        return stored is not None
