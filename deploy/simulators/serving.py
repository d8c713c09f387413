"""Runs a simulator: one process, listening where `DAMAN_HOST` and `DAMAN_PORT` say."""

import asyncio
import os
import signal

from fastapi import FastAPI
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.embed import Server


def serve(application: FastAPI, *, port_default: int) -> None:
    """Serves until SIGTERM or SIGINT."""
    asyncio.run(_serve(application, port_default))


async def _serve(application: FastAPI, port_default: int) -> None:
    server = Server(
        application,
        address=os.environ.get("DAMAN_HOST", "127.0.0.1"),
        port=int(os.environ.get("DAMAN_PORT", str(port_default))),
        interface=Interfaces.ASGI,
        log_level=LogLevels.warning,
    )
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, server.stop)
    await server.serve()
