"""The first tables."""

from alembic import op

from chassis import schema

revision = "0001"
down_revision = None

_STATEMENTS = (
    """
    create table message (
      message_id uuid primary key,
      template text not null,
      facts jsonb not null,
      recipient_kind text not null check (recipient_kind in ('code', 'establishment', 'person')),
      recipient_id uuid not null,
      establishment_id uuid,
      state text not null default 'waiting'
        check (state in ('waiting', 'sent', 'delivered', 'failed', 'no_number')),
      created_at timestamptz not null,
      sent_at timestamptz,
      ended_at timestamptz
    )""",
    """
    create table inbox_item (
      item_id uuid primary key,
      establishment_id uuid not null,
      template text not null,
      facts jsonb not null,
      created_at timestamptz not null,
      read_at timestamptz
    )""",
    "create index inbox_item_of on inbox_item (establishment_id, item_id desc)",
)


def upgrade() -> None:
    """Create them."""
    schema.apply("0001_chassis")
    for statement in _STATEMENTS:
        op.execute(statement)
