"""Sessions of browsers, kept in the portal's own database; short transactions, no calls inside."""

import asyncio
import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from weakref import WeakValueDictionary

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlmodel import col

from chassis import clock
from services.portal.gateways.platform import Positions, newest_of
from services.portal.models import PortalSession

IDLE, LONGEST = timedelta(minutes=20), timedelta(hours=8)
_NOTED_EVERY = timedelta(minutes=1)
_renewals: "WeakValueDictionary[str, asyncio.Lock]" = WeakValueDictionary()


def _hash(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()


async def open_session(
    engine: AsyncEngine, tokens: Mapping[str, Any], me: Mapping[str, Any], positions: Positions
) -> str:
    """Begin a session; the cookie's value is told once and kept only as a hash."""
    cookie, now = secrets.token_urlsafe(32), clock.now()
    async with AsyncSession(engine) as session, session.begin():
        await session.execute(
            delete(PortalSession).where(col(PortalSession.used_at) < now - LONGEST)
        )
        session.add(
            PortalSession(
                cookie_hash=_hash(cookie),
                form_token=secrets.token_urlsafe(24),
                access_token=tokens["access_token"],
                refresh_token=tokens["refresh_token"],
                me=dict(me),
                positions=dict(positions),
                opened_at=now,
                used_at=now,
            )
        )
    return cookie


async def find_session(engine: AsyncEngine, cookie: str) -> PortalSession | None:
    """The living session of a cookie: neither idle too long nor older than a working day."""
    now = clock.now()
    async with AsyncSession(engine, expire_on_commit=False) as session, session.begin():
        found = await session.get(PortalSession, _hash(cookie))
        if found is None or not _alive(found, now):
            return None
        if now - found.used_at > _NOTED_EVERY:
            found.used_at = now
    return found


async def by_hash(engine: AsyncEngine, cookie_hash: str) -> PortalSession | None:
    """A session as it stands now."""
    async with AsyncSession(engine, expire_on_commit=False) as session:
        return await session.get(PortalSession, cookie_hash)


def renewal(cookie_hash: str) -> asyncio.Lock:
    """Held while a session's tokens are renewed: a refresh token is used once."""
    return _renewals.setdefault(cookie_hash, asyncio.Lock())


def _alive(found: PortalSession, now: datetime) -> bool:
    return now - found.used_at <= IDLE and now - found.opened_at <= LONGEST


async def keep(engine: AsyncEngine, cookie_hash: str, **values: Any) -> None:
    """Write new tokens, or who is signed in."""
    async with AsyncSession(engine) as session, session.begin():
        found = await session.get(PortalSession, cookie_hash, with_for_update=True)
        if found is not None:
            for name, value in values.items():
                setattr(found, name, value)


async def keep_positions(engine: AsyncEngine, cookie_hash: str, positions: Positions) -> None:
    """Add what a command announced to what other commands of the browser did meanwhile."""
    async with AsyncSession(engine) as session, session.begin():
        found = await session.get(PortalSession, cookie_hash, with_for_update=True)
        if found is not None:
            found.positions = dict(newest_of({**found.positions, **positions}))


async def end_session(engine: AsyncEngine, cookie_hash: str) -> None:
    """Forget a session."""
    async with AsyncSession(engine) as session, session.begin():
        await session.execute(
            delete(PortalSession).where(col(PortalSession.cookie_hash) == cookie_hash)
        )
