"""Settings of letters beyond those of every service."""

from pathlib import Path
from typing import ClassVar

from chassis.settings import ServiceSettings


class LettersSettings(ServiceSettings):
    """The key that signs what stands in a letter's QR code, and where people check it."""

    service_name: ClassVar[str] = "letters"

    letter_key_file: Path
    former_letter_keys: str = ""
    """Files of keys that signed letters before, separated by commas: they stay published."""

    public_url: str
    """The address of the portal as the public reaches it; printed on every letter."""
