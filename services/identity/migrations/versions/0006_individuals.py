"""Accounts of individuals: what they prove of themselves, and what is kept of them."""

from alembic import op

revision = "0006"
down_revision = "0005"

_STATEMENTS = (
    "alter table account drop constraint account_kind_check",
    """
    alter table account add constraint account_kind_check
      check (kind in ('establishment', 'individual', 'staff'))""",
    "alter table account add column phone_changed_at timestamptz",
    "alter table account add column phone_unconfirmed boolean not null default false",
    """
    create table individual (
      account_id uuid primary key references account,
      nationality text not null check (nationality in ('jordanian', 'other')),
      name_en text not null,
      email text not null,
      country text not null,
      academic_level text not null,
      bank text,
      foreign_phone text,
      insurance_number text
    )""",
    """
    create table identity_proof (
      proof_id uuid primary key,
      purpose text not null check (purpose in ('activation', 'contact', 'number')),
      kind text not null,
      login_id text not null,
      verification_id uuid references verification,
      account_id uuid not null,
      answers jsonb,
      password_hash text,
      state text not null check (state in ('pending', 'agreed', 'refused', 'used')),
      client text,
      network text,
      insurance_number text,
      former_phone text,
      created_at timestamptz not null
    )""",
    "create index identity_proof_by_name on identity_proof (kind, login_id, created_at)",
    "create index identity_proof_by_client on identity_proof (client, created_at)",
    "create index identity_proof_by_network on identity_proof (network, created_at)",
    "create index identity_proof_by_age on identity_proof (created_at)",
    # Where a code goes to somebody who has no account, or leaves his former phone.
    "alter table verification add column phone text",
    "alter table verification add column email text",
    "alter table verification add column language text not null default 'ar'",
    "create index verification_by_phone on verification (phone, created_at)",
    "create index verification_by_email on verification (email, created_at)",
    "alter table verification add column wrong_at timestamptz",
    "create index verification_wrong on verification (wrong_at) where wrong_at is not null",
    "alter table wrong_codes add column purpose text not null default 'recovery'",
    "alter table wrong_codes alter column purpose drop default",
    "alter table wrong_codes drop constraint wrong_codes_pkey",
    "alter table wrong_codes add primary key (purpose, kind, login_id)",
    """
    create table parameter (
      name text not null,
      effective_from date not null,
      value int not null,
      basis text not null,
      mark char(1) not null check (mark in ('A', 'B', 'C')),
      primary key (name, effective_from)
    )""",
    """
    insert into parameter values
      ('recovery_cooling_hours', '2020-01-01', 24,
       'A code to a phone that was changed just now proves little: our own caution', 'C')""",
)


def upgrade() -> None:
    """Apply them."""
    for statement in _STATEMENTS:
        op.execute(statement)
