"""Billing, put together."""

import argparse
from pathlib import Path

from fastapi import FastAPI

from chassis.app import Service
from chassis.files import Files
from services.billing import api, commands, hub
from services.billing.api import clearances, previews
from services.billing.consumers import consumers
from services.billing.gateways import Gateways
from services.billing.gateways.mfep.answers import Biller
from services.billing.gateways.mfep.messages import Connection
from services.billing.gateways.mfep.signatures import read_private_key, read_public_key
from services.billing.gateways.reports.forms import Agreement
from services.billing.jobs import jobs
from services.billing.settings import BillingSettings


def gateways(settings: BillingSettings) -> Gateways:
    """The hub as it was agreed on, with the keys from the files the settings name."""
    names = [name.strip() for name in settings.hub_certificates.split(",")]
    return Gateways(
        connection=Connection(
            settings.hub_code, settings.biller_code, frozenset({settings.service_type})
        ),
        hub_keys=tuple(read_public_key(Path(name).read_bytes()) for name in names),
        biller=Biller(
            settings.biller_code, read_private_key(settings.biller_key_file.read_bytes())
        ),
        agreed=Agreement(settings.biller_code, settings.settlement_account),
        service_type=settings.service_type,
        files=Files(settings.files_url),
    )


def service(settings: BillingSettings | None = None) -> Service:
    """The service with its lists."""
    settings = settings or BillingSettings()

    async def open_gateways(app: FastAPI) -> None:
        app.state.gateways = gateways(settings)

    return Service(
        name="billing",
        settings=settings,
        folder=Path(__file__).parent,
        routers=[api.router, previews.router, clearances.router, hub.router],
        consumers=consumers,
        jobs=jobs,
        open=open_gateways,
    )


def add_commands(parsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Billing's own command: `load-law`."""
    commands.add(parsers)
