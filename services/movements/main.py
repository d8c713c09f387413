"""Movements, put together."""

from pathlib import Path

from fastapi import FastAPI

from chassis.app import Service
from chassis.files import Files
from chassis.registry import civil_registry
from services.movements import api
from services.movements.consumers import consumers
from services.movements.gateways import Gateways, bill
from services.movements.gateways.bill import Bill
from services.movements.jobs import jobs
from services.movements.settings import MovementsSettings


def service(settings: MovementsSettings | None = None) -> Service:
    """The service with its lists."""
    settings = settings or MovementsSettings()

    async def open_gateways(app: FastAPI) -> None:
        app.state.gateways = Gateways(
            registry=civil_registry(settings.registry_url),
            files=Files(settings.files_url),
            bill=Bill(settings.peer("billing", timeout=bill.SECONDS)),
        )

    return Service(
        name="movements",
        settings=settings,
        folder=Path(__file__).parent,
        routers=[api.router, api.internal],
        consumers=consumers,
        jobs=jobs,
        open=open_gateways,
    )
