"""Alembic's entry for letters."""

from chassis.migrations import run
from services.letters.models import LettersTable

run(LettersTable.metadata)
