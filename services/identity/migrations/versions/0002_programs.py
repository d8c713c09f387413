"""Sandbox establishments by name, and programs that sign in with a key."""

from alembic import op

revision = "0002"
down_revision = "0001"

_STATEMENTS = (
    "alter table establishment add column sandbox boolean not null default false",
    "update establishment set sandbox = clock_shift_days <> 0",
    "alter table establishment alter column sandbox drop default",
    "alter table account alter column password_hash drop not null",
    "alter table account alter column phone drop not null",
    "alter table account add check ((password_hash is null) = (phone is null))",
    """
    create table program_key (
      account_id uuid not null references account,
      key_id text not null,
      public_jwk jsonb not null,
      added_at timestamptz not null,
      ended_at timestamptz,
      primary key (account_id, key_id)
    )""",
    """
    create table used_assertion (
      account_id uuid not null references account,
      assertion_id text not null,
      expires_at timestamptz not null,
      primary key (account_id, assertion_id)
    )""",
    "create index used_assertion_expired on used_assertion (expires_at)",
)


def upgrade() -> None:
    """Apply them."""
    for statement in _STATEMENTS:
        op.execute(statement)
