"""Notifications, put together."""

from pathlib import Path

from fastapi import FastAPI

from chassis.app import Service
from services.notifications import api
from services.notifications.consumers import consumers
from services.notifications.gateways import Gateways
from services.notifications.gateways.mail import MailServer
from services.notifications.gateways.sms import sms_operator
from services.notifications.jobs import jobs
from services.notifications.settings import NotificationsSettings


def service(settings: NotificationsSettings | None = None) -> Service:
    """The service with its lists."""
    settings = settings or NotificationsSettings()

    async def open_gateways(app: FastAPI) -> None:
        app.state.gateways = Gateways(
            sms=sms_operator(settings.sms_url),
            mail=_mail_server(settings),
            identity=settings.peer("identity"),
            movements=settings.peer("movements"),
            report_secret=settings.sms_report_secret_file.read_text().strip().encode(),
            portal_domain=settings.portal_domain,
        )

    return Service(
        name="notifications",
        settings=settings,
        folder=Path(__file__).parent,
        routers=[api.router],
        consumers=consumers,
        jobs=jobs,
        open=open_gateways,
    )


def _mail_server(settings: NotificationsSettings) -> MailServer:
    host, _, port = settings.mail_server.rpartition(":")
    return MailServer(host, int(port), settings.mail_sender, settings.mail_is_secure)
