"""The audit chain over the timeline."""

from chassis import schema

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Apply it."""
    schema.apply("0004_audit")
