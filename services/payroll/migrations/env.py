"""Alembic's entry for payroll."""

from chassis.migrations import run
from services.payroll.models import PayrollTable

run(PayrollTable.metadata)
