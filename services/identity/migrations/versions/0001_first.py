"""The first tables."""

from alembic import op

from chassis import schema

revision = "0001"
down_revision = None

_STATEMENTS = (
    """
    create table establishment (
      establishment_id uuid primary key,
      number text not null unique,
      name_ar text not null,
      name_en text not null,
      branch text not null,
      payment_number text not null unique,
      rate_scheme text not null,
      registered_on date not null,
      clock_shift_days int not null default 0,
      contact_phone text not null
    )""",
    "create sequence establishment_number start 1004317",
    "create sequence payment_number start 9000000001",
    """
    create table account (
      account_id uuid primary key,
      kind text not null check (kind in ('establishment', 'staff')),
      login_id text not null,
      display_name text not null,
      password_hash text not null,
      phone text not null,
      language text not null default 'ar' check (language in ('ar', 'en')),
      failures int not null default 0,
      retry_at timestamptz,
      unique (kind, login_id)
    )""",
    """
    create table sign_in (
      sign_in_id uuid primary key,
      account_id uuid not null references account,
      reference uuid not null unique,
      code_mac bytea,
      tries int not null default 0,
      created_at timestamptz not null,
      expires_at timestamptz not null,
      used_at timestamptz
    )""",
    "create index sign_in_by_account on sign_in (account_id, created_at)",
    """
    create table session (
      session_id uuid primary key,
      account_id uuid not null references account,
      refresh_hash bytea not null unique,
      former_hash bytea unique,
      created_at timestamptz not null,
      refreshed_at timestamptz not null,
      ended_at timestamptz
    )""",
)


def upgrade() -> None:
    """Create them."""
    schema.apply("0001_chassis")
    for statement in _STATEMENTS:
        op.execute(statement)
