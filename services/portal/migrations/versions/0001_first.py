"""The first tables."""

from alembic import op

from chassis import schema

revision = "0001"
down_revision = None

_SESSION = """
create table portal_session (
  cookie_hash text primary key,
  form_token text not null,
  access_token text not null,
  refresh_token text not null,
  me jsonb not null,
  positions jsonb not null default '{}',
  opened_at timestamptz not null,
  used_at timestamptz not null
)"""


def upgrade() -> None:
    """Create them."""
    schema.apply("0001_chassis")
    op.execute(_SESSION)
    op.execute("create index portal_session_used on portal_session (used_at)")
