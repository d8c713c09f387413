"""Whom payroll asks, and where it keeps files."""

from dataclasses import dataclass

from chassis.files import Files
from services.payroll.gateways.bill import Bill
from services.payroll.gateways.people import People


@dataclass(frozen=True)
class Gateways:
    """Built once a process."""

    files: Files
    people: People
    bill: Bill
