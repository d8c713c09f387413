"""What identity answers, by subject; to other services in `internal.py`."""

from fastapi import APIRouter

from services.identity.api import access, establishment_data, establishments, registrations

router = APIRouter(prefix="/v1")
for one in (
    access.router,
    access.secret,
    establishments.router,
    establishment_data.router,
    registrations.router,
    registrations.secret,
):
    router.include_router(one)
