"""Clearance requests, the register of letters, and what was heard of who is clear."""

from alembic import op

revision = "0002"
down_revision = "0001"

_STATEMENTS = (
    """
    create table clearance_request (
      request_id uuid primary key,
      establishment_id uuid not null,
      state text not null check (state in ('pending', 'refused', 'issued')),
      requested_by uuid not null,
      requested_at timestamptz not null,
      waiting_since timestamptz,
      decided_at timestamptz,
      refusal jsonb,
      check ((state = 'pending') = (decided_at is null)),
      check ((state = 'refused') = (refusal is not null))
    )""",
    "create index clearance_request_of on clearance_request (establishment_id, request_id)",
    # A second request while one is pending is the same request.
    """
    create unique index clearance_request_pending on clearance_request (establishment_id)
    where state = 'pending'""",
    """
    create table register_counter (
      year int primary key,
      last_ordinal int not null check (last_ordinal > 0)
    )""",
    """
    create table letter (
      letter_id uuid primary key,
      number text not null unique,
      year int not null,
      ordinal int not null check (ordinal > 0),
      kind text not null check (kind in ('clearance')),
      establishment_id uuid not null,
      request_id uuid not null unique references clearance_request,
      content text not null,
      content_hash text not null check (
        content_hash = encode(sha256(convert_to(content, 'UTF8')), 'hex')),
      seal text not null,
      issued_on date not null,
      valid_until date not null check (valid_until >= issued_on),
      issued_at timestamptz not null,
      ledger_position bigint not null,
      state text not null check (state in ('valid', 'revoked')),
      revoked_at timestamptz,
      revoked_on date,
      revoked_reason text,
      file_hash text,
      unique (year, ordinal),
      check (number = year || '-' || lpad(ordinal::text, greatest(6, length(ordinal::text)), '0')),
      check (num_nulls(revoked_at, revoked_on, revoked_reason)
        = case state when 'revoked' then 0 else 3 end)
    )""",
    "create index letter_of on letter (establishment_id, letter_id)",
    # What was issued stays as it is, whoever connects; what may follow is its revocation and print.
    """
    create function letter_is_final() returns trigger language plpgsql as $$
    begin
      if tg_op = 'DELETE' then
        raise exception 'a letter is never deleted: revoke it';
      end if;
      if old.state = 'revoked' and new.state <> 'revoked' then
        raise exception 'a revoked letter stays revoked';
      end if;
      if (to_jsonb(new) - 'state' - 'revoked_at' - 'revoked_on' - 'revoked_reason' - 'file_hash')
         <> (to_jsonb(old) - 'state' - 'revoked_at' - 'revoked_on' - 'revoked_reason' - 'file_hash')
      then
        raise exception 'what was issued is never changed';
      end if;
      return new;
    end $$""",
    """
    create trigger final before update or delete on letter
      for each row execute function letter_is_final()""",
    """
    create table heard_clearance (
      establishment_id uuid primary key,
      clear boolean not null,
      ledger_position bigint not null,
      changed_at timestamptz not null
    )""",
    """
    create table letter_parameter (
      parameter text not null,
      effective_from date not null,
      effective_to date,
      value int not null,
      unit text not null,
      legal_basis text not null,
      mark text not null check (mark in ('A', 'B', 'C')),
      primary key (parameter, effective_from)
    )""",
    """
    insert into letter_parameter (parameter, effective_from, value, unit, legal_basis, mark) values
      ('clearance_month_ends', '2014-03-01', 1, 'month_ends',
       'Default of this system: until the end of the month of issue, when the next bill comes',
       'C')""",
)


def upgrade() -> None:
    """Apply them."""
    for statement in _STATEMENTS:
        op.execute(statement)
