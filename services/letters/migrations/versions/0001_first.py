"""The tables of the chassis."""

from chassis import schema

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create them."""
    schema.apply("0001_chassis")
