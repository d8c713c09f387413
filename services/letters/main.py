"""Letters, put together."""

from pathlib import Path

from fastapi import FastAPI

from chassis.app import Service
from chassis.files import Files
from chassis.tokens import Signer
from services.letters import api
from services.letters.consumers import consumers
from services.letters.gateways import Gateways
from services.letters.gateways.press import Press
from services.letters.jobs import jobs
from services.letters.settings import LettersSettings

KEY_ID = "letters-1"


def gateways(settings: LettersSettings) -> Gateways:
    """Billing, the files, the key of the seals and the press, as the settings name them."""
    return Gateways(
        billing=settings.peer("billing"),
        files=Files(settings.files_url),
        signer=Signer.from_file(settings.letter_key_file, KEY_ID),
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
