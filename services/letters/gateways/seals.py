"""The keys of the seals: one that signs, and those that signed before and still have to verify."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from joserfc.jwk import ECKey

from chassis.tokens import Signer

NAME_LENGTH = 8


@dataclass(frozen=True)
class SealKeys:
    """A letter is signed by one, and verified by it or one of the former (public halves)."""

    signer: Signer
    former: Sequence[dict[str, Any]] = ()

    def published(self) -> list[dict[str, Any]]:
        """The public halves as JWK, the one that signs first."""
        return [self.signer.public_jwk(), *self.former]


def seal_keys(current: Path, former: Sequence[Path]) -> SealKeys:
    """From PEM files; a former one may hold only its public half."""
    return SealKeys(_named(current), tuple(_named(path).public_jwk() for path in former))


def _named(path: Path) -> Signer:
    """A key has its name from itself (the start of its RFC 7638 thumbprint): a new key, a new one.

    Short, because the name stands in every QR code.
    """
    content = path.read_bytes()
    name = ECKey.import_key(content).thumbprint()[:NAME_LENGTH]
    return Signer(ECKey.import_key(content, {"kid": name, "use": "sig"}), name)
