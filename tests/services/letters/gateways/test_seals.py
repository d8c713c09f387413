"""Keys of seals: a new one signs, letters of the old one go on to verify."""

import runpy
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from services.letters.gateways.seals import seal_keys
from services.letters.registers import SEAL
from tests.docs.test_verify_letter import PROGRAM

VERIFIER = runpy.run_path(str(PROGRAM))
verified, DoesNotHold = VERIFIER["verified"], VERIFIER["DoesNotHold"]
CLAIMS = dict.fromkeys("nkeivh", "x")


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path, Path]:
    """A new key, an old one, and the public half of the old one."""
    new, old, public = (tmp_path / name for name in ("new.pem", "old.pem", "old.public.pem"))
    for file in (new, old):
        key = ec.generate_private_key(ec.SECP256R1())
        file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    half = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    public.write_bytes(half)
    return new, old, public


def test_letters_of_a_former_key_go_on_to_verify(files: tuple[Path, Path, Path]) -> None:
    new, old, public = files
    before = seal_keys(old, [])
    letter = before.signer.sign(CLAIMS, kind=SEAL)
    after = seal_keys(new, [public])
    published = {"keys": after.published()}
    assert verified(letter, published)["number"] == "x"
    assert verified(after.signer.sign(CLAIMS, kind=SEAL), published)["number"] == "x"
    with pytest.raises(DoesNotHold, match="not published"):
        verified(letter, {"keys": seal_keys(new, []).published()})


def test_a_key_has_its_name_from_itself_and_only_public_halves_are_told(
    files: tuple[Path, Path, Path],
) -> None:
    new, old, public = files
    [current, former] = seal_keys(new, [public]).published()
    assert former == seal_keys(old, []).published()[0]
    assert current["kid"] != former["kid"]
    assert all("d" not in key for key in (current, former))
