"""What identity answers, by subject; to other services in `internal.py`."""

from fastapi import APIRouter

from services.identity.api import access, establishments, individuals

router = APIRouter(prefix="/v1")
for subject in (access, establishments, individuals):
    router.include_router(subject.router)
for subject in (access, individuals):
    router.include_router(subject.secret)
