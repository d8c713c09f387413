"""Verifications in place of sign-ins; a sign-in that waits for its code begins anew."""

from alembic import op

revision = "0005"
down_revision = "0004"

_STATEMENTS = (
    """
    create table verification (
      verification_id uuid primary key,
      purpose text not null,
      kind text not null,
      login_id text not null,
      account_id uuid references account,
      client text,
      flow_hash bytea,
      reference uuid not null unique,
      code_mac bytea,
      tries int not null default 0,
      created_at timestamptz not null,
      expires_at timestamptz not null,
      used_at timestamptz
    )""",
    "create index verification_by_name on verification (kind, login_id, purpose, created_at)",
    "create index verification_by_client on verification (client, created_at)",
    "create index verification_by_age on verification (created_at)",
    """
    create table wrong_codes (
      kind text not null,
      login_id text not null,
      count int not null,
      primary key (kind, login_id)
    )""",
    "drop table sign_in",
)


def upgrade() -> None:
    """Create them."""
    for statement in _STATEMENTS:
        op.execute(statement)
