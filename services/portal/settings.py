"""Settings of the portal beyond those of every service."""

from typing import ClassVar

from chassis.settings import ServiceSettings


class PortalSettings(ServiceSettings):
    """Where the platform is; the portal uses it as any other client does."""

    service_name: ClassVar[str] = "portal"

    gateway_url: str

    @property
    def secure_cookies(self) -> bool:
        """Browsers take `__Host-` cookies over HTTPS only; a local stack speaks HTTP."""
        return self.environment == "production"
