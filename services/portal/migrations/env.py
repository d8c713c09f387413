"""Alembic's entry for the portal."""

from chassis.migrations import run
from services.portal.models import PortalTable

run(PortalTable.metadata)
