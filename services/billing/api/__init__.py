"""What billing answers to people, by subject. The bank hub is answered in `hub.py`."""

from fastapi import APIRouter

from services.billing.api import bills, reconciliation, treasury

router = APIRouter()
for one in (bills.router, treasury.router, reconciliation.router):
    router.include_router(one)
