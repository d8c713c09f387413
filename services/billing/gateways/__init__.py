"""Whom billing answers: the bank hub; and what it reads: files about settlement days."""

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from chassis.files import Files
from services.billing.gateways.mfep.answers import Biller
from services.billing.gateways.mfep.messages import Connection
from services.billing.gateways.reports.forms import Agreement


@dataclass(frozen=True)
class Gateways:
    """Built once a process: the agreements with hub and bank, the keys, and our files."""

    connection: Connection
    hub_keys: tuple[RSAPublicKey, ...]
    biller: Biller
    agreed: Agreement
    service_type: str
    files: Files
