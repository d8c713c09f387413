"""Alembic's entry for identity."""

from chassis.migrations import run
from services.identity.models import IdentityTable

run(IdentityTable.metadata)
