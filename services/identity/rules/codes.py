"""Verification codes: how they are made and kept, how many are sent, how often one may be tried.

Six digits (four at an activation), five minutes, three tries, kept only as a keyed hash. A sign-in
asks for its code with a password in hand; where the code stands alone, far fewer are sent, and
after ten wrong ones the way is closed until one was right: a lifetime risk of ten in a million for
each name, at an activation of one in a thousand (there the civil registry has to agree first).
"""

import hashlib
import hmac
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

DIGITS, DIGITS_OF_ACTIVATION = 6, 4
"""The client's guide shows four at an activation (A); everything else has six."""

LIFETIME = timedelta(minutes=5)
TRIES_MAX = 3
WRONG_MAX = 10
"""Wrong codes for one name, over all its recoveries, until one is right or the branch helps."""

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Budget:
    """How many codes a name is sent: so many an hour and a day, with a pause after each."""

    an_hour: int
    a_day: int
    pauses: tuple[timedelta, ...] = ()
    """After the first, the second … within an hour; the last one goes for all that follow."""


_ALONE = Budget(an_hour=3, a_day=5, pauses=tuple(timedelta(seconds=s) for s in (60, 120, 300)))
BUDGETS = {
    "sign_in": Budget(an_hour=30, a_day=200),
    "recovery": _ALONE,
    "activation": _ALONE,
    "contact": _ALONE,
    "number": _ALONE,
}
"""By purpose."""

PROOFS = Budget(an_hour=10, a_day=20)
"""How often anything may be claimed of a number, over all purposes: nobody guesses cards."""

CLIENT_AN_HOUR, NETWORK_AN_HOUR = 20, 100
"""Recoveries, or claims, that one network address may begin in an hour; its network claims."""

MANY_WRONG, TOO_MANY_WRONG = 50, 500
"""Verifications with a wrong code within a minute, of everybody together: an alarm, and a stop."""

MINUTE = timedelta(minutes=1)


def network_of(client: str) -> str:
    """The network of an address: /24 of IPv4, /48 of IPv6; what is no address stands for itself."""
    try:
        address = ipaddress.ip_address(client)
    except ValueError:
        return client
    length = 24 if address.version == 4 else 48  # noqa: PLR2004 - the protocol's name
    return str(ipaddress.ip_network((address, length), strict=False))


def wait_for_next(asked: Sequence[datetime], *, now: datetime, budget: Budget) -> timedelta:
    """How long until the next code may be asked for; `asked` are the last day's, oldest first."""
    recent = [one for one in asked if one > now - HOUR]
    free_at = [now]
    if recent and budget.pauses:
        free_at.append(recent[-1] + budget.pauses[min(len(recent), len(budget.pauses)) - 1])
    if len(recent) >= budget.an_hour:
        free_at.append(recent[-budget.an_hour] + HOUR)
    if len(asked) >= budget.a_day:
        free_at.append(asked[-budget.a_day] + DAY)
    return max(free_at) - now


def code_from(random_bytes: bytes, purpose: str) -> str:
    """A code of evenly spread digits out of 16 random bytes."""
    digits = DIGITS_OF_ACTIVATION if purpose == "activation" else DIGITS
    return f"{int.from_bytes(random_bytes) % 10**digits:0{digits}d}"


def mac_of(code: str, *, pepper: bytes, flow: UUID, purpose: str) -> bytes:
    """What is stored of a code: bound to its verification and purpose."""
    return hmac.new(pepper, f"{flow}|{purpose}|{code}".encode(), hashlib.sha256).digest()


def digest(flow_token: str) -> bytes:
    """What is stored of a flow token (256 random bits need no slow hash)."""
    return hashlib.sha256(flow_token.encode()).digest()


def same(one: bytes, other: bytes) -> bool:
    """Comparison in constant time."""
    return hmac.compare_digest(one, other)
