"""Alembic's entry for billing."""

from chassis.migrations import run
from services.billing.models import BillingTable

run(BillingTable.metadata)
