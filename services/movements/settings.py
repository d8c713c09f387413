"""Settings of movements beyond those of every service."""

from typing import ClassVar

from chassis.settings import ServiceSettings


class MovementsSettings(ServiceSettings):
    """Where the civil registry is."""

    service_name: ClassVar[str] = "movements"

    registry_url: str
