"""What identity answers, by subject; to other services in `internal.py`."""

from fastapi import APIRouter

from services.identity.api import (
    access,
    establishment_data,
    establishments,
    individuals,
    registrations,
)

router = APIRouter(prefix="/v1")
for subject in (access, establishments, establishment_data, registrations, individuals):
    router.include_router(subject.router)
for subject in (access, registrations, individuals):
    router.include_router(subject.secret)
for subject in (access, registrations):
    router.include_router(subject.password)
