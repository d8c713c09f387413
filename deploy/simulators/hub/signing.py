"""Signatures over `MsgBody`: its text, UTF-16LE without a mark, SHA-256, RSA PKCS#1 v1.5, base64.

The text is made from the bytes of the message, tag by tag: an XML library would forget whether an
empty element was written as one tag or as two, and that is part of what is signed.
"""

import base64
import binascii
import re
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from xml.sax.saxutils import escape, unescape

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

KEY_BITS_MIN = 2048

_BODY = re.compile(r"<MsgBody(?:>.*</MsgBody>|\s*/>)", re.DOTALL)
_SIGNATURE = re.compile(r"<Signature>([^<]*)</Signature>")
_PIECE = re.compile(r"<[^>]*>|[^<]+")
_CHARACTER = re.compile(r"&#(?:x([0-9a-fA-F]+)|([0-9]+));")
_QUOTES = {"&quot;": '"', "&apos;": "'"}


class SignMode(StrEnum):
    """How the hub turns `MsgBody` into text; agreed with each biller."""

    WITHOUT_FORMAT = "WithOutFormat"
    WITH_FORMAT = "WithFormat"


def body_text(raw: bytes, mode: SignMode) -> str | None:
    """The text of the message's `MsgBody` in a mode; None if there is not exactly one."""
    found = _BODY.findall(raw.decode("utf-8", errors="replace"))
    if len(found) != 1:
        return None
    pieces = [_normal(piece) for piece in _PIECE.findall(found[0]) if not piece.isspace()]
    return "".join(pieces) if mode is SignMode.WITHOUT_FORMAT else _indented(pieces)


def sign(text: str, key: RSAPrivateKey) -> str:
    """The signature of a text of `MsgBody`."""
    signature = key.sign(text.encode("utf-16-le"), PKCS1v15(), SHA256())
    return base64.b64encode(signature).decode("ascii")


def signature_holds(raw: bytes, key: RSAPublicKey, mode: SignMode) -> bool:
    """Whether the message carries one signature, and it is the key owner's over `MsgBody`."""
    text = body_text(raw, mode)
    signatures = _SIGNATURE.findall(raw.decode("utf-8", errors="replace"))
    if text is None or len(signatures) != 1:
        return False
    try:
        signature = base64.b64decode(signatures[0].strip(), validate=True)
        key.verify(signature, text.encode("utf-16-le"), PKCS1v15(), SHA256())
    except (binascii.Error, InvalidSignature):
        return False
    return True


def private_key_from(path: Path) -> RSAPrivateKey:
    """An unencrypted PEM private key; ValueError if it is not RSA or too short."""
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, RSAPrivateKey) or key.key_size < KEY_BITS_MIN:
        raise ValueError(f"{path} holds no RSA key of {KEY_BITS_MIN} bits")
    return key


def public_key_from(path: Path) -> RSAPublicKey:
    """A PEM public key; ValueError if it is not RSA or too short."""
    key = load_pem_public_key(path.read_bytes())
    if not isinstance(key, RSAPublicKey) or key.key_size < KEY_BITS_MIN:
        raise ValueError(f"{path} holds no RSA key of {KEY_BITS_MIN} bits")
    return key


def _normal(piece: str) -> str:
    """A tag or a text as .NET writes it."""
    if piece.startswith("<"):
        return re.sub(r"\s*/>$", " />", piece) if piece.endswith("/>") else piece
    return escape(unescape(_CHARACTER.sub(_character, piece), _QUOTES))


def _character(match: re.Match[str]) -> str:
    hexadecimal, decimal = match.groups()
    return escape(chr(int(hexadecimal, 16) if hexadecimal else int(decimal)))


def _indented(pieces: list[str]) -> str:
    """Two blanks a level and CRLF after each line; an element with a text stays in one line."""
    lines, depth = [pieces[0]], 1
    for before, piece in pairwise(pieces):
        closes, opened = piece.startswith("</"), _opens(before)
        depth -= closes
        together = not piece.startswith("<") or not before.startswith("<") or (closes and opened)
        lines.append(piece if together else f"\r\n{'  ' * depth}{piece}")
        depth += _opens(piece)
    return "".join(lines)


def _opens(piece: str) -> bool:
    return piece.startswith("<") and not piece.startswith("</") and not piece.endswith("/>")
