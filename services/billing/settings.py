"""Settings of billing beyond those of every service."""

from pathlib import Path
from typing import ClassVar

from chassis.settings import ServiceSettings


class BillingSettings(ServiceSettings):
    """What was agreed with the operator of the bill hub."""

    service_name: ClassVar[str] = "billing"

    hub_certificates: str
    """Files of the hub's public keys, separated by commas: the old and the new one at a change."""

    biller_key_file: Path
    hub_code: int
    biller_code: int
    service_type: str

    settlement_account: str
    """The account (IBAN) at our bank into which the hub settles."""
