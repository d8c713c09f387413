"""Which failures may pass by waiting, and which never will."""

import asyncpg
from sqlalchemy.exc import DBAPIError, InterfaceError
from sqlalchemy.exc import TimeoutError as PoolTimeout

_PASSING_CLASSES = ("08", "40", "53", "57", "58")
_PASSING_CODES = {"55P03", "25P03", "25P04", "25006"}


def _sqlstate(error: BaseException | None) -> str | None:
    while error is not None:
        state = getattr(error, "sqlstate", None)
        if isinstance(state, str):
            return state
        error = error.__cause__ or getattr(error, "orig", None)
    return None


def passes_by_waiting(error: BaseException) -> bool:
    """True for a lost connection, a timeout, a deadlock, a server on its way up or down."""
    lost = asyncpg.InterfaceError | asyncpg.InternalClientError
    if isinstance(error, OSError | TimeoutError | PoolTimeout | lost):
        return True
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    state = _sqlstate(error)
    if state is not None:
        return state in _PASSING_CODES or state.startswith(_PASSING_CLASSES)
    return isinstance(error, InterfaceError)
