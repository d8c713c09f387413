"""Letters, put together."""

from pathlib import Path

from fastapi import FastAPI

from chassis.app import Service
from chassis.files import Files
from services.letters import api
from services.letters.consumers import consumers
from services.letters.gateways import Gateways
from services.letters.gateways.press import Press
from services.letters.gateways.seals import seal_keys
from services.letters.jobs import jobs
from services.letters.settings import LettersSettings


def gateways(settings: LettersSettings) -> Gateways:
    """Billing, the files, the keys of the seals and the press, as the settings name them."""
    former = [Path(name.strip()) for name in settings.former_letter_keys.split(",") if name.strip()]
    return Gateways(
        billing=settings.peer("billing"),
        files=Files(settings.files_url),
        seals=seal_keys(settings.letter_key_file, former),
        press=Press(settings.public_url),
    )


def service(settings: LettersSettings | None = None) -> Service:
    """The service with its lists."""
    settings = settings or LettersSettings()

    async def open_gateways(app: FastAPI) -> None:
        app.state.gateways = gateways(settings)

    return Service(
        name="letters",
        settings=settings,
        folder=Path(__file__).parent,
        routers=[api.router, api.keys],
        consumers=consumers,
        jobs=jobs,
        open=open_gateways,
    )
