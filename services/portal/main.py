"""The portal, put together."""

from pathlib import Path

from fastapi import FastAPI

from chassis.app import Service
from services.portal import api
from services.portal.gateways.platform import platform
from services.portal.settings import PortalSettings


def service(settings: PortalSettings | None = None) -> Service:
    """The service with its pages; it announces nothing and hears nothing."""
    settings = settings or PortalSettings()

    async def open_gateways(app: FastAPI) -> None:
        app.state.gateways = platform(settings.gateway_url)

    return Service(
        name="portal",
        settings=settings,
        folder=Path(__file__).parent,
        routers=[api.static, *api.routers()],
        open=open_gateways,
        announces=False,
        pre_ping=True,
    )
