"""Settings every service has, read from `DAMAN_…` variables. A service adds its own few."""

from functools import cached_property
from pathlib import Path
from typing import ClassVar, Literal, Self

from pydantic import model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from chassis.clock import BusinessClock
from chassis.peers import Peer, peer
from chassis.tokens import Signer


class ServiceSettings(BaseSettings):
    """What a process needs to know about its surroundings.

    Production refuses what only a sandbox may have: a moved business clock.
    """

    model_config = SettingsConfigDict(env_prefix="DAMAN_", extra="ignore", frozen=False)

    service_name: ClassVar[str]

    environment: Literal["local", "test", "production"]
    host: str = "127.0.0.1"
    port: int = 0
    log_level: str = "INFO"
    database_url: str
    database_owner_url: str | None = None
    database_operator_url: str | None = None
    """For `parked`. Outside production the service's own address stands in where it is missing."""

    kafka: str
    instance: str = "0"
    service_key_file: Path
    service_keys_file: Path
    identity_jwks_url: str = ""
    identity_url: str = ""
    movements_url: str = ""
    billing_url: str = ""
    files_url: str = ""
    trace_file: Path | None = None
    otlp_endpoint: str | None = None
    """A collector's address, such as `http://collector:4318`: traces and metrics go there."""

    clock_shift_days: int = 0

    breaker_keys: int = 100
    """The consumer stops when more keys than this were parked within `breaker_minutes`."""

    breaker_minutes: int = 10
    stuck_seconds: int = 30
    """How long an event may wait in the outbox, or a partition stand still, before it alarms."""

    @model_validator(mode="after")
    def _no_demo_in_production(self) -> Self:
        if self.environment == "production" and self.clock_shift_days:
            raise ValueError("DAMAN_CLOCK_SHIFT_DAYS moves business dates: refused in production")
        return self

    @property
    def sandbox_allowed(self) -> bool:
        """Synthetic establishments with their own business date exist only outside production."""
        return self.environment != "production"

    @property
    def operator_url(self) -> str | None:
        """The database as operators see it; None in production where their role is not named."""
        if self.environment == "production":
            return self.database_operator_url
        return self.database_operator_url or self.database_url

    def peer(self, name: str, *, timeout: float = 2.0) -> Peer:
        """Another service at the address the settings give it; timeout in seconds."""
        signer = Signer.from_file(self.service_key_file, self.service_name)
        return peer(name, getattr(self, f"{name}_url"), signer, timeout=timeout)

    @cached_property
    def business_clock(self) -> BusinessClock:
        """The business clock with this process's shift (days)."""
        return BusinessClock(self.clock_shift_days)
