"""Calls an ASGI application in this process, and gives a client to one that calls others."""

from typing import Any

import httpx


def client_of(application: Any) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(application)
    return httpx.AsyncClient(transport=transport, base_url="http://simulator")
