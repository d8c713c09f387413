"""Keys and passwords of a local stack, made once: `python -m deploy.local.keys`.

Every file is readable by its owner only. What is there already is kept: a stack that is started
again must still be able to read its database and to verify its letters.
"""

import json
import os
import secrets
from collections.abc import Callable
from functools import partial
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from joserfc.jwk import ECKey

from deploy.local.parts import SERVICES
from deploy.local.place import place_from_environment

RSA_BITS = 2048
SUPERUSER = "postgres"


def make_keys(folder: Path) -> None:
    """Make what is missing in the key folder."""
    _private_folder(folder)
    _private_folder(folder / "pgpass")
    for name in (*SERVICES, "identity-token", "letter-seal", "risk-desk"):
        _once(folder / f"{name}.pem", _new_ec_key)
    for name in ("hub", "biller"):
        _once(folder / f"{name}.pem", _new_rsa_key)
        _once(folder / f"{name}.public.pem", partial(_public, folder / f"{name}.pem"))
    for name in ("pepper", "sms-report-secret", "postgres.password"):
        _once(folder / name, lambda: secrets.token_hex(32).encode())
    for role in (role for name in SERVICES for role in roles_of(name)):
        _once(folder / "pgpass" / role, partial(_pgpass, role, secrets.token_hex(24)))
    superuser = (folder / "postgres.password").read_text()
    _once(folder / "pgpass" / SUPERUSER, lambda: _pgpass(SUPERUSER, superuser))
    _write(folder / "services.jwks.json", _key_set(folder))


def roles_of(service: str) -> tuple[str, str, str]:
    """A service's database roles: its own, its tables' owner's, its operators'."""
    return service, f"{service}_owner", f"{service}_operator"


def password_of(folder: Path, role: str) -> str:
    """The password of a database role."""
    return (folder / "pgpass" / role).read_text().strip().rpartition(":")[2]


def _private_folder(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)


def _once(path: Path, make: Callable[[], bytes]) -> None:
    if not path.exists():
        _write(path, make())


def _write(path: Path, content: bytes) -> None:
    """Write whole or not at all, for the owner's eyes."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    draft.replace(path)


def _new_ec_key() -> bytes:
    return _pem(ec.generate_private_key(ec.SECP256R1()))


def _new_rsa_key() -> bytes:
    return _pem(rsa.generate_private_key(public_exponent=65_537, key_size=RSA_BITS))


def _pem(key: PrivateKeyTypes) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _public(private: Path) -> bytes:
    key = load_pem_private_key(private.read_bytes(), password=None)
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def _pgpass(role: str, password: str) -> bytes:
    return f"*:*:*:{role}:{password}\n".encode()


def _key_set(folder: Path) -> bytes:
    """The public keys of all services; a key's id is the service's name."""
    keys = [
        {
            **ECKey.import_key((folder / f"{name}.pem").read_bytes()).as_dict(private=False),
            "kid": name,
            "alg": "ES256",
            "use": "sig",
        }
        for name in SERVICES
    ]
    return json.dumps({"keys": keys}, indent=1).encode()


if __name__ == "__main__":
    make_keys(place_from_environment().keys)
