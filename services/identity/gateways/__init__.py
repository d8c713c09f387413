"""What identity needs beside its database: password hashing and its signing key."""

from dataclasses import dataclass

from chassis.tokens import Signer
from services.identity.gateways.hashing import Hashing


@dataclass(frozen=True)
class Gateways:
    """Built once a process."""

    hashing: Hashing
    signer: Signer
    pepper: bytes
    sandbox_allowed: bool
