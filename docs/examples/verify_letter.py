"""Check the seal of a letter without a network: `python verify_letter.py KEYS ADDRESS`.

KEYS is the file of the published keys (`/.well-known/letters-jwks.json`), fetched once and kept.
ADDRESS is what the QR code says: `https://…/verify#<seal>`, or the seal alone. Prints what the
letter certifies and ends with 0; ends with 1 for a seal that does not hold.

Needs only the package `cryptography`. Whether the letter was revoked since is not in its seal: see
`docs/verify-a-letter.md`.
"""

import base64
import json
import sys
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256

NAMES = {
    "n": "number",
    "k": "kind",
    "e": "establishment",
    "i": "issued_on",
    "v": "valid_until",
    "h": "content_hash_begins",
}
COORDINATE_BYTES = 32
PARTS = 3


class DoesNotHold(Exception):
    """Not a seal of ours, or one that was changed."""


def verified(address: str, keys: dict[str, Any]) -> dict[str, str]:
    """What the seal says, in words; `DoesNotHold` if it is not exactly as it was made."""
    parts = address.strip().rpartition("#")[2].split(".")
    if len(parts) != PARTS:
        raise DoesNotHold("three parts are expected")
    header, claims, signature = (decoded(part) for part in parts)
    key = public_key(document(header), keys)
    if len(signature) != 2 * COORDINATE_BYTES:
        raise DoesNotHold("the signature has another length")
    r, s = (int.from_bytes(half) for half in (signature[:COORDINATE_BYTES], signature[-32:]))
    signed = f"{parts[0]}.{parts[1]}".encode()
    try:
        key.verify(utils.encode_dss_signature(r, s), signed, ec.ECDSA(SHA256()))
    except InvalidSignature as error:
        raise DoesNotHold("the signature does not fit") from error
    said = document(claims)
    return {name: str(said[short]) for short, name in NAMES.items()}


def decoded(part: str) -> bytes:
    """base64url without padding, in its only right form."""
    try:
        content = base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
    except ValueError as error:
        raise DoesNotHold("not base64url") from error
    # Unused bits at the end would let one seal be written in several ways.
    if base64.urlsafe_b64encode(content).rstrip(b"=") != part.encode():
        raise DoesNotHold("not the right form of base64url")
    return content


def document(content: bytes) -> dict[str, Any]:
    """A JSON object."""
    try:
        found = json.loads(content)
    except ValueError as error:
        raise DoesNotHold("not JSON") from error
    if not isinstance(found, dict):
        raise DoesNotHold("not a JSON object")
    return found


def public_key(header: dict[str, Any], keys: dict[str, Any]) -> ec.EllipticCurvePublicKey:
    """The published key that the header names; its algorithm is fixed, whatever it says."""
    if header.get("alg") != "ES256" or header.get("typ") != "letter":
        raise DoesNotHold("not a seal of a letter")
    for key in keys["keys"]:
        if key["kid"] == header.get("kid"):
            x, y = (int.from_bytes(decoded(key[name])) for name in ("x", "y"))
            return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    raise DoesNotHold("signed with a key that is not published")


def main() -> int:
    """Check what the command line names."""
    keys_file, address = sys.argv[1:]
    try:
        said = verified(address, json.loads(Path(keys_file).read_text()))
    except DoesNotHold as reason:
        print(f"does not hold: {reason}", file=sys.stderr)
        return 1
    print(json.dumps(said, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
