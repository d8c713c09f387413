"""Whom movements asks, and where it keeps files."""

from dataclasses import dataclass

from chassis.files import Files
from services.movements.gateways.bill import Bill
from services.movements.gateways.registry import CivilRegistry


@dataclass(frozen=True)
class Gateways:
    """Built once a process."""

    registry: CivilRegistry
    files: Files
    bill: Bill
