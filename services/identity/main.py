"""Identity, put together."""

import argparse
from pathlib import Path

from fastapi import FastAPI

from chassis.app import Service
from chassis.files import Files
from chassis.messaging.consumers import Consumers
from chassis.registry import civil_registry
from chassis.tokens import Signer
from services.identity import api, commands
from services.identity.api.access import keys
from services.identity.api.internal import internal
from services.identity.gateways import Gateways
from services.identity.gateways.hashing import Hashing
from services.identity.gateways.insured import Insured
from services.identity.jobs import jobs
from services.identity.settings import IdentitySettings

KEY_ID = "identity-1"


def gateways(settings: IdentitySettings) -> Gateways:
    """Hashing, the signing key, files and registers, as the settings name them."""
    pepper = bytes.fromhex(settings.pepper_file.read_text().strip())
    return Gateways(
        hashing=Hashing(pepper, settings.argon2_memory_kib, settings.argon2_rounds),
        signer=Signer.from_file(settings.token_key_file, KEY_ID),
        pepper=pepper,
        files=Files(settings.files_url),
        sandbox_allowed=settings.sandbox_allowed,
        registry=civil_registry(settings.registry_url),
        insured=Insured(settings.peer("movements")),
    )


def service(settings: IdentitySettings | None = None) -> Service:
    """The service with its lists."""
    settings = settings or IdentitySettings()

    async def open_gateways(app: FastAPI) -> None:
        app.state.gateways = gateways(settings)

    return Service(
        name="identity",
        settings=settings,
        folder=Path(__file__).parent,
        routers=[api.router, internal, keys],
        consumers=Consumers("identity"),
        jobs=jobs,
        open=open_gateways,
    )


def add_commands(parsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Identity's own commands: `load-staff`."""
    commands.add(parsers, gateways)
