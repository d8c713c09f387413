"""What identity needs beside its database: password hashing, its signing key, its files."""

from dataclasses import dataclass

from chassis.files import Files
from chassis.tokens import Signer
from services.identity.gateways.hashing import Hashing


@dataclass(frozen=True)
class Gateways:
    """Built once a process."""

    hashing: Hashing
    signer: Signer
    pepper: bytes
    files: Files
    sandbox_allowed: bool
