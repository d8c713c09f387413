"""What the routes of identity need beside their unit of work."""

from typing import Annotated

from fastapi import Depends, Request

from services.identity.gateways import Gateways


def gateways_of(request: Request) -> Gateways:
    """Hashing and keys of this process."""
    found: Gateways = request.app.state.gateways
    return found


Outside = Annotated[Gateways, Depends(gateways_of)]
