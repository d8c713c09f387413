"""Whom movements asks, and where it keeps files."""

from dataclasses import dataclass

from chassis.files import Files
from chassis.registry import CivilRegistry
from services.movements.gateways.bill import Bill


@dataclass(frozen=True)
class Gateways:
    """Built once a process."""

    registry: CivilRegistry
    files: Files
    bill: Bill
