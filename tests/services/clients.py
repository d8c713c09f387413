"""A service's API as signed-in people use it: its real routes, real tokens, its own database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
from fastapi import APIRouter, FastAPI
from joserfc.jwk import ECKey, KeySet
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis import clock
from chassis.clock import BusinessClock
from chassis.http import problems
from chassis.http.edge import Edge
from chassis.keys import IdentityKeys
from chassis.tokens import Signer, access_token
from chassis.unit_of_work import Caller


@dataclass(frozen=True)
class Api:
    """The API, and identity's key to make tokens with."""

    http: httpx.AsyncClient
    signer: Signer

    async def ask(
        self, caller: Caller | None, method: str, path: str, **more: Any
    ) -> httpx.Response:
        """A request of somebody."""
        headers = {}
        if caller is not None:
            headers["Authorization"] = f"Bearer {self.token_of(caller)}"
        return await self.http.request(method, f"/v1{path}", headers=headers, **more)

    def token_of(self, caller: Caller) -> str:
        """An access token of somebody."""
        lifetime = timedelta(minutes=5)
        return access_token(self.signer, caller, now=clock.now(), lifetime=lifetime)


@asynccontextmanager
async def api_of(
    engine: AsyncEngine, router: APIRouter, *, name: str, gateways: Any
) -> AsyncIterator[Api]:
    """The routes of a service with its gateways."""
    signer = Signer(ECKey.generate_key("P-256", {"kid": "identity"}), "identity")
    keys = IdentityKeys("", KeySet([ECKey.import_key(signer.public_jwk())]))
    app = FastAPI()
    problems.install(app)
    app.include_router(router)
    app.state.edge = Edge(engine, BusinessClock(), keys, name, [])
    app.state.gateways = gateways
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://api") as http:
        yield Api(http, signer)
