"""What the routes of identity need beside their unit of work."""

from contextlib import AbstractAsyncContextManager
from typing import Annotated

from fastapi import Depends, Request

from chassis.http.edge import SecretsRoute, WorkRoute
from services.identity.gateways import Gateways


def gateways_of(request: Request) -> Gateways:
    """Hashing and keys of this process."""
    found: Gateways = request.app.state.gateways
    return found


class PasswordRoute(WorkRoute):
    """A route that checks or makes a password, which takes its turn."""

    def admission(self, request: Request) -> AbstractAsyncContextManager[None]:
        """Raises `TooBusy`."""
        return gateways_of(request).hashing.turn()


class SecretPasswordRoute(PasswordRoute, SecretsRoute):
    """One that answers secrets beside."""


Outside = Annotated[Gateways, Depends(gateways_of)]
