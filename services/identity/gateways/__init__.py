"""What identity needs beside its database: hashing, its signing key, files, and whom it asks."""

from dataclasses import dataclass

from chassis.files import Files
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
    files: Files
    sandbox_allowed: bool
    registry: CivilRegistry
    insured: Insured
