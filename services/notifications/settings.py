"""Settings of notifications beyond those of every service."""

from pathlib import Path
from typing import ClassVar

from chassis.settings import ServiceSettings


class NotificationsSettings(ServiceSettings):
    """The SMS operator, and the name that phones show codes for."""

    service_name: ClassVar[str] = "notifications"

    sms_url: str
    sms_report_secret_file: Path
    portal_domain: str = "daman.example"
