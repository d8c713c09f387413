"""Settings of notifications beyond those of every service."""

from pathlib import Path
from typing import ClassVar

from chassis.settings import ServiceSettings


class NotificationsSettings(ServiceSettings):
    """The SMS operator, the mail server (`host:port`), and the name that phones show codes for."""

    service_name: ClassVar[str] = "notifications"

    sms_url: str
    sms_report_secret_file: Path
    mail_server: str
    mail_sender: str = "no-reply@daman.example"
    portal_domain: str = "daman.example"

    @property
    def mail_is_secure(self) -> bool:
        """Outside production the server is a sink on this machine."""
        return self.environment == "production"
