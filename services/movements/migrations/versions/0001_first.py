"""The first tables, and the stop reasons that the guide names."""

from alembic import op

from chassis import schema

revision = "0001"
down_revision = None

_STATEMENTS = (
    "create extension if not exists btree_gist",
    "create sequence insurance_number start 4000000001",
    "create sequence batch_number start 4317",
    """
    create table insured_person (
      person_id uuid primary key,
      insurance_number text not null unique,
      national_number text not null unique,
      name_ar text not null,
      name_en text not null,
      sex text not null check (sex in ('male', 'female')),
      birth_date date not null,
      nationality text not null,
      phone text,
      registered_at timestamptz not null
    )""",
    # Two periods of one person at one establishment can never overlap, whoever writes them.
    """
    create table coverage (
      coverage_id uuid primary key,
      establishment_id uuid not null,
      person_id uuid not null references insured_person,
      batch_id uuid not null,
      started_on date not null,
      stopped_on date check (stopped_on >= started_on),
      stop_reason text,
      amount_wage bigint not null check (amount_wage > 0),
      hazardous boolean not null default false,
      known_at timestamptz not null,
      check ((stopped_on is null) = (stop_reason is null)),
      constraint coverage_overlap exclude using gist (
        establishment_id with =, person_id with =, daterange(started_on, stopped_on, '[]') with &&)
    )""",
    "create index coverage_by_person on coverage (person_id)",
    """
    create table workbook (
      workbook_id uuid primary key,
      establishment_id uuid not null,
      month text not null,
      file_name text not null,
      file_hash text not null,
      state text not null default 'checking'
        check (state in ('checking', 'ready', 'refused', 'sent')),
      refusal jsonb,
      rows_total int not null default 0,
      rows_good int not null default 0,
      batch_id uuid,
      uploaded_by uuid not null,
      uploaded_at timestamptz not null,
      checked_at timestamptz
    )""",
    "create index workbook_by_file on workbook (establishment_id, file_hash)",
    # One file is sent once: the second sender finds the first one's batch.
    """
    create unique index workbook_sent_once on workbook (establishment_id, month, file_hash)
    where state = 'sent'""",
    """
    create table workbook_row (
      workbook_id uuid not null references workbook,
      row int not null,
      cells jsonb not null,
      findings jsonb not null,
      entry jsonb,
      primary key (workbook_id, row)
    )""",
    """
    create table batch (
      batch_id uuid primary key,
      number text not null unique,
      establishment_id uuid not null,
      branch text not null,
      kind text not null check (kind in ('enrolment', 'stop')),
      month text not null,
      state text not null default 'under_review'
        check (state in ('under_review', 'approved', 'returned', 'rejected')),
      version int not null default 1,
      rows int not null check (rows > 0),
      rows_hash text not null,
      file_hash text,
      submitted_by uuid not null,
      submitted_at timestamptz not null,
      decided_by uuid,
      decided_at timestamptz,
      reason text,
      check ((state = 'under_review') = (decided_at is null))
    )""",
    "create index batch_queue on batch (branch, state, submitted_at, batch_id)",
    "create index batch_of on batch (establishment_id, submitted_at desc)",
    """
    create table batch_row (
      batch_id uuid not null references batch,
      row int not null,
      entry jsonb not null,
      primary key (batch_id, row)
    )""",
    """
    create table stop_reason (
      code text primary key,
      name_ar text not null,
      name_en text not null,
      effective_from date not null,
      effective_to date,
      mark text not null check (mark in ('A', 'B', 'C'))
    )""",
    # Reasons without further evidence; death and exit come with their documents.
    """
    insert into stop_reason (code, name_ar, name_en, effective_from, mark) values
      ('RESIGNATION', 'استقالة', 'Resignation', '2014-03-01', 'A'),
      ('DISMISSAL', 'فصل', 'Dismissal', '2014-03-01', 'A'),
      ('CONTRACT_END', 'انتهاء مدة العقد', 'End of contract', '2014-03-01', 'C'),
      ('OTHER', 'أخرى', 'Other', '2014-03-01', 'A')""",
)


def upgrade() -> None:
    """Create them."""
    schema.apply("0001_chassis")
    schema.apply("0002_law_limit")
    for statement in _STATEMENTS:
        op.execute(statement)
