"""Death at a chosen wait: nothing behind it runs, as with kill -9, and the connection is gone."""

from collections.abc import Coroutine, Generator
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Killed(BaseException):
    """The process is no more. Not an `Exception`: nobody may handle it."""


class Mortal(Generic[T]):
    """Work that is killed when its n-th wait is over: the answer came, and nobody saw it."""

    def __init__(self, work: Coroutine[Any, Any, T], *, waits: int) -> None:
        self._work, self._waits = work, waits

    def __await__(self) -> Generator[Any, Any, T]:
        inner, waits = self._work.__await__(), 0
        error: BaseException | None = None
        try:
            while True:
                awaited = next(inner) if error is None else inner.throw(error)
                waits += 1
                try:
                    yield awaited
                    error = None
                except BaseException as failed:  # noqa: BLE001 - it is for the work to handle
                    error = failed
                if waits == self._waits:
                    error = Killed()
        except StopIteration as end:
            result: T = end.value
            return result
