"""Whom billing answers: the bank hub."""

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from services.billing.gateways.mfep.answers import Biller
from services.billing.gateways.mfep.messages import Connection


@dataclass(frozen=True)
class Gateways:
    """Built once a process: the agreement with the hub, its keys, and ours."""

    connection: Connection
    hub_keys: tuple[RSAPublicKey, ...]
    biller: Biller
