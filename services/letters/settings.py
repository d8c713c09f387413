"""Settings of letters beyond those of every service."""

from pathlib import Path
from typing import ClassVar

from chassis.settings import ServiceSettings


class LettersSettings(ServiceSettings):
    """The key that signs what stands in a letter's QR code, and where people check it."""

    service_name: ClassVar[str] = "letters"

    letter_key_file: Path
    public_url: str
    """The address of the portal as the public reaches it; printed on every letter."""
