"""Signatures of the hub's XML: RSA (PKCS#1 v1.5, SHA-256) over the UTF-16LE text of `MsgBody`.

The scheme and its padding are the operator's, not our choice. Senders disagree on how `MsgBody`
becomes text, so a message is accepted if any of the known renderings verifies: all of them show the
same content. Header and footer are not covered by the signature.
"""

import base64
import binascii
from collections.abc import Sequence
from enum import StrEnum
from xml.sax.saxutils import escape

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    load_pem_private_key,
    load_pem_public_key,
)

from services.billing.gateways.mfep.codes import ResultCode
from services.billing.gateways.mfep.document import (
    Element,
    MalformedMessage,
    read_document,
    schema_fault,
)

KEY_BITS_MIN = 2048


class TextMode(StrEnum):
    """How `MsgBody` was turned into the text that was signed."""

    RAW = "raw"
    WITHOUT_FORMAT = "without-format"
    WITH_FORMAT_CRLF = "with-format-crlf"
    WITH_FORMAT_LF = "with-format-lf"


def msg_body_texts(raw: bytes) -> dict[TextMode, str]:
    """Each known rendering of the message's only `MFEP/MsgBody`; MalformedMessage if not one."""
    return _texts(raw, _only_msg_body(read_document(raw)))


def verify(raw: bytes, public_keys: Sequence[RSAPublicKey]) -> TextMode | None:
    """The rendering under which one of the hub's keys verifies, None if none does.

    Several keys are active while the hub changes its certificate. MalformedMessage 380 if there is
    no signature, 2 if there are several or one stands elsewhere, 101 if `MsgBody` is not single.
    """
    root = read_document(raw)
    body = _only_msg_body(root)
    signature = _signature_bytes(root)
    for mode, text in _texts(raw, body).items():
        signed = text.encode("utf-16-le")
        if any(_verifies(key, signature, signed) for key in public_keys):
            return mode
    return None


def sign(text: str, private_key: RSAPrivateKey) -> str:
    """Signature of a text of `MsgBody`, base64 in one line."""
    signature = private_key.sign(text.encode("utf-16-le"), PKCS1v15(), SHA256())
    return base64.b64encode(signature).decode("ascii")


def read_public_key(pem: bytes) -> RSAPublicKey:
    """The RSA key of a PEM certificate or PEM public key; ValueError if weaker than 2048 bits."""
    certified = b"BEGIN CERTIFICATE" in pem
    key: object = (
        x509.load_pem_x509_certificate(pem).public_key() if certified else load_pem_public_key(pem)
    )
    if not isinstance(key, RSAPublicKey) or key.key_size < KEY_BITS_MIN:
        raise ValueError(f"not an RSA public key of at least {KEY_BITS_MIN} bits")
    return key


def read_private_key(pem: bytes) -> RSAPrivateKey:
    """Our RSA key from unencrypted PEM; ValueError if it is weaker than 2048 bits."""
    key = load_pem_private_key(pem, password=None)
    if not isinstance(key, RSAPrivateKey) or key.key_size < KEY_BITS_MIN:
        raise ValueError(f"not an RSA private key of at least {KEY_BITS_MIN} bits")
    return key


def _only_msg_body(root: Element) -> Element:
    bodies = [element for element in root.descendants() if element.name == "MsgBody"]
    if len(bodies) != 1 or bodies[0] not in root.elements():
        raise schema_fault(f"{len(bodies)} MsgBody elements, one in MFEP is needed")
    return bodies[0]


def _signature_bytes(root: Element) -> bytes:
    found = [element for element in root.descendants() if element.name == "Signature"]
    if not found:
        raise MalformedMessage(ResultCode.SIGNATURE_MISSING, "no Signature element")
    security = root.required("MsgFooter").required("Security")
    if len(found) != 1 or found[0] not in security.elements():
        raise MalformedMessage(ResultCode.INVALID_SIGNATURE, "Signature repeated or misplaced")
    encoded = security.text("Signature")
    if encoded is None:
        raise MalformedMessage(ResultCode.SIGNATURE_MISSING, "empty Signature element")
    try:
        return base64.b64decode("".join(encoded.split()), validate=True)
    except binascii.Error as error:
        raise MalformedMessage(ResultCode.INVALID_SIGNATURE, "not base64") from error


def _verifies(key: RSAPublicKey, signature: bytes, signed: bytes) -> bool:
    try:
        key.verify(signature, signed, PKCS1v15(), SHA256())
    except InvalidSignature:
        return False
    return True


def _texts(raw: bytes, body: Element) -> dict[TextMode, str]:
    return {
        TextMode.WITHOUT_FORMAT: _render(body),
        TextMode.WITH_FORMAT_CRLF: _render(body, newline="\r\n"),
        TextMode.WITH_FORMAT_LF: _render(body, newline="\n"),
        TextMode.RAW: raw[body.begins_at : body.ends_at].decode("utf-8"),
    }


def _render(element: Element, *, newline: str | None = None, depth: int = 0) -> str:
    """The element as .NET writes it: in one line, or with two blanks a level if `newline` is given.

    Blank text is dropped; an element with text of its own keeps its content in one line.
    """
    head = element.name + "".join(
        f' {name}="{escape(value, {chr(34): "&quot;"})}"'
        for name, value in element.attributes.items()
    )
    parts = [part for part in element.parts if isinstance(part, Element) or part.strip()]
    if not parts:
        return f"<{head} />" if element.self_closed else f"<{head}></{element.name}>"
    spread = newline is not None and all(isinstance(part, Element) for part in parts)
    lead = f"{newline}{'  ' * (depth + 1)}" if spread else ""
    tail = f"{newline}{'  ' * depth}" if spread else ""
    inner = "".join(
        lead + _render(part, newline=newline, depth=depth + 1)
        if isinstance(part, Element)
        else escape(part)
        for part in parts
    )
    return f"<{head}>{inner}{tail}</{element.name}>"
