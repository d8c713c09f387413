"""Letters, put together."""

from pathlib import Path

from chassis.app import Service
from services.letters.consumers import consumers
from services.letters.settings import LettersSettings


def service(settings: LettersSettings | None = None) -> Service:
    """The service with its lists."""
    return Service(
        name="letters",
        settings=settings or LettersSettings(),
        folder=Path(__file__).parent,
        consumers=consumers,
    )
