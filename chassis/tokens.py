"""Tokens: ES256 only, both for people (signed by identity) and for calls between services."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet

from chassis.unit_of_work import Caller

ALGORITHMS = ["ES256"]
ISSUER = "daman-identity"
AUDIENCE = "daman"
SERVICE_SECONDS = 60
LEEWAY_SECONDS = 5


class BadToken(Exception):
    """A token that does not hold: signature, time, audience or shape."""


@dataclass(frozen=True)
class Signer:
    """A private key and its name (`kid`)."""

    key: ECKey
    key_id: str

    @classmethod
    def from_file(cls, path: Path, key_id: str) -> "Signer":
        """Read a PKCS#8 PEM P-256 key."""
        return cls(ECKey.import_key(path.read_bytes(), {"kid": key_id, "use": "sig"}), key_id)

    def sign(self, claims: Mapping[str, Any], *, kind: str) -> str:
        """A signed token of a type (`at+jwt`, `service+jwt`)."""
        header = {"alg": "ES256", "kid": self.key_id, "typ": kind}
        return jwt.encode(header, dict(claims), self.key, algorithms=ALGORITHMS)

    def public_jwk(self) -> dict[str, Any]:
        """The public half as JWK."""
        return {**self.key.as_dict(private=False), "kid": self.key_id, "alg": "ES256"}


def access_token(signer: Signer, caller: Caller, *, now: datetime, lifetime: timedelta) -> str:
    """A person's access token: it says who, never what he may do."""
    claims = {
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": str(caller.subject),
        "kind": caller.kind,
        "sid": str(caller.session_id),
        "iat": int(now.timestamp()),
        "exp": int((now + lifetime).timestamp()),
        "jti": str(uuid4()),
    }
    return signer.sign(claims, kind="at+jwt")


def service_claims(*, caller: str, callee: str, now: datetime) -> dict[str, Any]:
    """Claims of one internal call: from whom, to whom, for a minute."""
    instant = int(now.timestamp())
    return {"iss": caller, "aud": callee, "iat": instant, "exp": instant + SERVICE_SECONDS}


def verify(
    token: str, keys: KeySet, *, kind: str, issuer: str | None, audience: str, now: datetime
) -> dict[str, Any]:
    """The claims of a valid token; `BadToken` for every other."""
    try:
        decoded = jwt.decode(token, keys, algorithms=ALGORITHMS)
    except (JoseError, ValueError) as error:
        raise BadToken(type(error).__name__) from error
    claims = decoded.claims
    instant = now.timestamp()
    if decoded.header.get("typ") != kind:
        raise BadToken("type")
    if claims.get("aud") != audience or (issuer is not None and claims.get("iss") != issuer):
        raise BadToken("audience or issuer")
    expires, issued = claims.get("exp"), claims.get("iat")
    if not isinstance(expires, int) or not isinstance(issued, int):
        raise BadToken("times")
    if expires + LEEWAY_SECONDS < instant or issued - LEEWAY_SECONDS > instant:
        raise BadToken("expired or not yet valid")
    return claims


def key_id_of(token: str) -> str | None:
    """The `kid` a token claims, unverified: only to know whether to look for new keys."""
    try:
        header = jws.extract_compact(token.encode()).headers()
    except (JoseError, ValueError) as error:
        raise BadToken("shape") from error
    return header.get("kid")


def claimed_issuer(token: str) -> str:
    """Who a token claims to be from, unverified: only to know whose keys to check it with."""
    try:
        issuer = json.loads(jws.extract_compact(token.encode()).payload)["iss"]
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise BadToken("shape") from error
    if not isinstance(issuer, str):
        raise BadToken("issuer")
    return issuer


def caller_from(claims: Mapping[str, Any]) -> Caller:
    """The caller that an access token names; `BadToken` if it names none."""
    try:
        kind = claims["kind"]
        if kind not in ("establishment", "individual", "staff"):
            raise BadToken("kind")
        return Caller(UUID(claims["sub"]), kind, UUID(claims["sid"]))
    except (KeyError, ValueError, TypeError) as error:
        raise BadToken("claims") from error
