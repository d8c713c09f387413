"""The audit chain over the timeline."""

from chassis import schema

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Apply it."""
    schema.apply("0004_audit")
