"""Payroll, put together."""

from pathlib import Path

from chassis.app import Service
from services.payroll.consumers import consumers
from services.payroll.settings import PayrollSettings


def service(settings: PayrollSettings | None = None) -> Service:
    """The service with its lists."""
    return Service(
        name="payroll",
        settings=settings or PayrollSettings(),
        folder=Path(__file__).parent,
        consumers=consumers,
    )
