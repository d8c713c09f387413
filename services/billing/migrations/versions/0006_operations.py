"""What operators of parked events need: requests, their acts, the breaker, their own role."""

from chassis import schema

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Apply it."""
    schema.apply("0003_operations")
