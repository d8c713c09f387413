"""What identity needs beside its database: hashing, its signing key, and whom it asks."""

from dataclasses import dataclass

from chassis.registry import CivilRegistry
from chassis.tokens import Signer
from services.identity.gateways.hashing import Hashing
from services.identity.gateways.insured import Insured


@dataclass(frozen=True)
class Gateways:
    """Built once a process."""

    hashing: Hashing
    signer: Signer
    pepper: bytes
    sandbox_allowed: bool
    registry: CivilRegistry
    insured: Insured
