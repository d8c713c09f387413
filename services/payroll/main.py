"""Payroll, put together."""

from pathlib import Path

from fastapi import FastAPI

from chassis.app import Service
from chassis.files import Files
from services.payroll import api
from services.payroll.consumers import consumers
from services.payroll.gateways import Gateways, bill
from services.payroll.gateways.bill import Bill
from services.payroll.gateways.people import People
from services.payroll.jobs import jobs
from services.payroll.settings import PayrollSettings


def service(settings: PayrollSettings | None = None) -> Service:
    """The service with its lists."""
    settings = settings or PayrollSettings()

    async def open_gateways(app: FastAPI) -> None:
        app.state.gateways = Gateways(
            files=Files(settings.files_url),
            people=People(settings.peer("movements")),
            bill=Bill(settings.peer("billing", timeout=bill.SECONDS)),
        )

    return Service(
        name="payroll",
        settings=settings,
        folder=Path(__file__).parent,
        routers=[api.router],
        consumers=consumers,
        jobs=jobs,
        open=open_gateways,
    )
