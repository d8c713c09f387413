"""A message may go to the phone that an account had before a change."""

from alembic import op

revision = "0005"
down_revision = "0004"

_STATEMENTS = (
    "alter table message drop constraint message_recipient_kind_check",
    """
    alter table message add constraint message_recipient_kind_check
      check (recipient_kind in
        ('code', 'establishment', 'person', 'account', 'former_phone'))""",
)


def upgrade() -> None:
    """Apply them."""
    for statement in _STATEMENTS:
        op.execute(statement)
