"""Copied cover, January files and the wages they declare, and what checks go by."""

from alembic import op

from chassis import schema

revision = "0002"
down_revision = "0001"

_STATEMENTS = (
    "create sequence january_file_number start 501",
    """
    create table cover (
      coverage_id uuid primary key,
      establishment_id uuid not null,
      person_id uuid not null,
      started_on date not null,
      stopped_on date,
      amount_wage bigint not null check (amount_wage > 0)
    )""",
    "create index cover_of on cover (establishment_id, started_on)",
    """
    create table parameter (
      parameter text not null,
      effective_from date not null,
      effective_to date,
      value text not null,
      unit text not null,
      basis text not null,
      mark text not null check (mark in ('A', 'B', 'C')),
      primary key (parameter, effective_from)
    )""",
    """
    insert into parameter (parameter, effective_from, value, unit, basis, mark) values
      ('wage_change_asked', '2014-03-01', '25', 'percent',
       'Default of this system: a wage that changed by more is asked about, never refused', 'C'),
      ('january_file_due', '2014-03-01', '03-31', 'month-day',
       'Practice of payroll offices: the January file is sent by the end of March', 'B')""",
    """
    create table january_file (
      file_id uuid primary key,
      number text unique,
      establishment_id uuid not null,
      branch text not null,
      year int not null,
      file_name text not null,
      file_hash text not null,
      state text not null default 'checking' check (state in ('checking', 'ready', 'refused',
        'under_review', 'superseded', 'accepted', 'rejected')),
      version int not null default 1,
      refusal jsonb,
      rows int not null default 0,
      rows_faulty int not null default 0,
      rows_missing int not null default 0,
      rows_questioned int not null default 0,
      rows_hash text,
      effect jsonb,
      supersedes_id uuid references january_file,
      uploaded_by uuid not null,
      uploaded_at timestamptz not null,
      checked_at timestamptz,
      submitted_by uuid,
      submitted_at timestamptz,
      decided_by uuid,
      decided_at timestamptz,
      reason text,
      check ((state in ('accepted', 'rejected')) = (decided_at is not null)),
      check ((state in ('checking', 'ready', 'refused')) = (submitted_at is null)),
      check ((number is null) = (submitted_at is null)),
      -- What is sent is whole: whoever writes it.
      constraint january_file_whole
        check (submitted_at is null or (rows > 0 and rows_faulty = 0 and rows_missing = 0))
    )""",
    "create index january_file_of on january_file (establishment_id, year, file_id)",
    "create index january_file_queue on january_file (state, branch, file_id)",
    # One file of a year waits for a decision: the next that is sent takes its place.
    """
    create unique index january_file_waits on january_file (establishment_id, year)
    where state = 'under_review'""",
    """
    create table file_row (
      file_id uuid not null references january_file,
      place int not null,
      row int,
      person_id uuid,
      amount_before bigint,
      amount_wage bigint,
      cells jsonb not null,
      findings jsonb not null,
      questions jsonb not null,
      primary key (file_id, place)
    )""",
    """
    create table declared_wage (
      coverage_id uuid not null references cover,
      file_id uuid not null references january_file,
      person_id uuid not null,
      effective_from date not null,
      amount_wage bigint not null check (amount_wage > 0),
      declared_at timestamptz not null,
      primary key (coverage_id, file_id)
    )""",
)


def upgrade() -> None:
    """Create them."""
    schema.apply("0002_law_limit")
    for statement in _STATEMENTS:
        op.execute(statement)
