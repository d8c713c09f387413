"""Alembic's entry for notifications."""

from chassis.migrations import run
from services.notifications.models import NotificationsTable

run(NotificationsTable.metadata)
