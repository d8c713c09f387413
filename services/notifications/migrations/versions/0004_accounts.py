"""Messages to the owner of an account."""

from alembic import op

revision = "0004"
down_revision = "0003"

_STATEMENTS = (
    "alter table message drop constraint message_recipient_kind_check",
    """
    alter table message add constraint message_recipient_kind_check
      check (recipient_kind in ('code', 'establishment', 'person', 'account'))""",
)


def upgrade() -> None:
    """Allow them."""
    for statement in _STATEMENTS:
        op.execute(statement)
