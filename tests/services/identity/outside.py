"""What identity needs beside its database, in tests."""

from chassis.files import Files
from chassis.registry import CivilRegistry
from services.identity.gateways import Gateways
from services.identity.gateways.insured import Insured
from tests.services.identity.people import registry
from tests.services.identity.use_cases.conftest import PEPPER, Identity
from tests.services.peers import peer_away


def nobody_insured() -> Insured:
    """Movements away: nobody to ask about insurance numbers."""
    return Insured(peer_away("movements", caller="identity"))


def gateways_of(
    identity: Identity,
    *,
    files: str = "memory:///",
    asked: CivilRegistry | None = None,
    insured: Insured | None = None,
) -> Gateways:
    """With the registry there, unless another one is named."""
    return Gateways(
        hashing=identity.hashing,
        signer=identity.signer,
        pepper=PEPPER,
        files=Files(files),
        sandbox_allowed=True,
        registry=asked or registry(),
        insured=insured or nobody_insured(),
    )
