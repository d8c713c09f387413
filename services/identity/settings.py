"""Settings of identity beyond those of every service."""

from pathlib import Path
from typing import ClassVar

from chassis.settings import ServiceSettings


class IdentitySettings(ServiceSettings):
    """Keys, where the civil registry is, and the cost of a password check."""

    service_name: ClassVar[str] = "identity"

    token_key_file: Path
    pepper_file: Path
    registry_url: str
    argon2_memory_kib: int = 19_456
    argon2_rounds: int = 2
