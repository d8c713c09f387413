"""Other services as a service under test calls them: their real routes, on their own database."""

import httpx
from fastapi import APIRouter, FastAPI
from joserfc.jwk import ECKey, KeySet
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.clock import BusinessClock
from chassis.http import problems
from chassis.http.edge import Edge
from chassis.keys import IdentityKeys
from chassis.peers import Peer
from chassis.tokens import Signer


def peer_of(engine: AsyncEngine, router: APIRouter, *, name: str, caller: str) -> Peer:
    """A peer whose internal routes run here; `caller` signs, as in a stack."""
    signer = Signer(ECKey.generate_key("P-256", {"kid": caller}), caller)
    app = FastAPI()
    problems.install(app)
    app.include_router(router)
    app.state.edge = Edge(engine, BusinessClock(), IdentityKeys(""), name, [])
    app.state.service_name = name
    app.state.service_keys = KeySet([ECKey.import_key(signer.public_jwk())])
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=f"http://{name}")
    return Peer(name, client, signer)


def peer_away(name: str, *, caller: str) -> Peer:
    """A peer at an address where nobody listens."""
    signer = Signer(ECKey.generate_key("P-256", {"kid": caller}), caller)
    return Peer(name, httpx.AsyncClient(base_url="http://127.0.0.1:1"), signer)
