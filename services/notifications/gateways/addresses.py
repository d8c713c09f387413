"""Where a message goes: phone, language and code are fetched at the moment of sending."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx

from chassis.peers import Peer


@dataclass(frozen=True)
class Address:
    """A phone, the language its owner reads, and facts that only the owner of the data has.

    Who asked for his code by e-mail has a mailbox in place of the phone.
    """

    phone: str | None
    language: str
    facts: dict[str, Any] = field(default_factory=dict)
    email: str | None = None


async def code_address(identity: Peer, reference: UUID) -> Address | None:
    """Phone or mailbox and a fresh code; None when the code is no longer due."""
    answer = await _post(identity, "/codes", {"reference": str(reference)})
    if answer is None:
        return None
    facts = {"code": answer["code"]}
    return Address(answer["phone"], answer["language"], facts, answer["email"])


async def establishment_address(identity: Peer, establishment_id: UUID) -> Address | None:
    """Phone of the liaison officer."""
    answer = await _post(identity, "/contacts", {"establishment_id": str(establishment_id)})
    return Address(answer["phone"], answer["language"]) if answer else None


async def account_address(identity: Peer, account_id: UUID) -> Address | None:
    """Phone of whoever signs in with an account."""
    answer = await _post(identity, "/contacts", {"account_id": str(account_id)})
    return Address(answer["phone"], answer["language"]) if answer else None


async def former_address(identity: Peer, change_id: UUID) -> Address | None:
    """Phone that an account had before a change."""
    answer = await _post(identity, "/contacts", {"change_id": str(change_id)})
    return Address(answer["phone"], answer["language"]) if answer else None


async def person_address(movements: Peer, person_id: UUID) -> Address | None:
    """Phone of an insured person as declared by the employer; None when none is known."""
    answer = await _post(movements, "/contacts", {"person_id": str(person_id)})
    if answer is None or answer["phone"] is None:
        return None
    return Address(answer["phone"], answer["language"])


async def _post(peer: Peer, path: str, body: dict[str, str]) -> Any:
    """The answer, or None when its owner says that there is nothing to send to (404, 410)."""
    try:
        return await peer.post(path, body)
    except httpx.HTTPStatusError as error:
        if error.response.status_code in (httpx.codes.NOT_FOUND, httpx.codes.GONE):
            return None
        raise
