"""Alembic's entry for movements."""

from chassis.migrations import run
from services.movements.models import MovementsTable

run(MovementsTable.metadata)
