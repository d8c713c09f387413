-- Outbox: immutable history of what this service announced, one partition a day. The columns are
-- those of Debezium's outbox router, so that it can take over from the relay.
create table outbox (
  seq bigint generated always as identity,
  id uuid not null,
  aggregatetype text not null,
  aggregateid text not null,
  type text not null,
  source text not null,
  dataschema text not null,
  traceparent text,
  correlationid text,
  grp smallint not null,
  payload bytea not null check (octet_length(payload) <= 900000),
  created_at timestamptz not null default now(),
  primary key (created_at, seq)
) partition by range (created_at)
--;;
create table outbox_rest partition of outbox default
--;;
-- Queue: what the relay has still to send. Small, so that a look at it is cheap.
create table outbox_pending (
  grp smallint not null,
  seq bigint not null,
  created_at timestamptz not null,
  primary key (seq)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000,
        autovacuum_vacuum_cost_delay = 0)
--;;
create function outbox_enqueue() returns trigger language plpgsql as $$
begin
  insert into outbox_pending (grp, seq, created_at) select grp, seq, created_at from newrows;
  return null;
end $$
--;;
create trigger outbox_enqueue after insert on outbox
  referencing new table as newrows for each statement execute function outbox_enqueue()
--;;
-- Partitions are made by the owner's right, because the application has none to create tables.
create function outbox_make_partitions(first_day date, days int) returns int
language plpgsql security definer set search_path = public set timezone = 'UTC' as $$
declare
  d date;
  made int := 0;
begin
  for i in 0..days - 1 loop
    d := first_day + i;
    -- A day that already has rows in the default partition stays there.
    if to_regclass('outbox_' || to_char(d, 'YYYYMMDD')) is null
       and not exists (select from outbox_rest where created_at >= d and created_at < d + 1) then
      execute format('create table %I partition of outbox for values from (%L) to (%L)',
                     'outbox_' || to_char(d, 'YYYYMMDD'), d, d + 1);
      made := made + 1;
    end if;
  end loop;
  return made;
end $$
--;;
select outbox_make_partitions(current_date, 7)
--;;
-- Consumption: how far each partition is, and under whose epoch.
create table consumer_progress (
  consumer text not null,
  topic text not null,
  part int not null,
  next_offset bigint not null,
  epoch bigint not null,
  updated_at timestamptz not null default now(),
  primary key (consumer, topic, part)
)
--;;
create table inbox_event (
  consumer text not null,
  event_id text not null,
  topic text not null,
  seen_at timestamptz not null default now(),
  primary key (consumer, event_id)
)
--;;
create table parked_event (
  seq bigint generated always as identity primary key,
  consumer text not null,
  topic text not null,
  part int not null,
  "offset" bigint not null,
  key bytea,
  event_id text not null,
  event_type text,
  value bytea,
  headers jsonb not null,
  reason text not null,
  error text not null,
  tries int not null default 0,
  parked_at timestamptz not null default now(),
  next_try_at timestamptz not null default now(),
  unique (consumer, topic, part, "offset")
)
--;;
create index parked_event_by_key on parked_event (consumer, topic, key, seq)
--;;
create table parked_discard (
  seq bigint primary key,
  consumer text not null,
  topic text not null,
  part int not null,
  "offset" bigint not null,
  key bytea,
  event_id text not null,
  event_type text,
  value bytea,
  headers jsonb not null,
  reason text not null,
  error text not null,
  discarded_at timestamptz not null default now(),
  discarded_by text not null,
  approved_by text not null check (approved_by <> discarded_by),
  discard_reason text not null
)
--;;
-- Idempotency-Key: the first answer to a command, stored in the command's own transaction.
create table idempotent_answer (
  scope text not null,
  key text not null,
  fingerprint bytea not null,
  status int not null,
  headers jsonb not null,
  body bytea not null,
  created_at timestamptz not null default now(),
  primary key (scope, key)
)
--;;
-- Jobs: work that outlives a request.
create table job (
  id uuid primary key,
  lane text not null,
  kind text not null,
  payload jsonb not null,
  state text not null default 'waiting' check (state in ('waiting', 'done', 'failed')),
  due_at timestamptz not null default now(),
  leased_until timestamptz,
  tries int not null default 0,
  progress_done int not null default 0,
  progress_total int,
  error text,
  traceparent text,
  created_at timestamptz not null default now(),
  finished_at timestamptz
)
--;;
create index job_due on job (lane, due_at) where state = 'waiting'
--;;
-- Who may act, and for whom: copies of identity's grants and of the establishments' names.
create table grant_copy (
  grant_id uuid primary key,
  account_id uuid not null,
  kind text not null check (kind in ('staff', 'liaison', 'ended')),
  role text,
  branch text,
  establishment_id uuid,
  ended_at timestamptz
)
--;;
create index grant_copy_by_account on grant_copy (account_id) where ended_at is null
--;;
create table revoked_session (session_id uuid primary key, revoked_at timestamptz not null)
--;;
create table establishment_copy (
  establishment_id uuid primary key,
  number text not null unique,
  name_ar text not null,
  name_en text not null,
  branch text not null,
  payment_number text not null unique,
  rate_scheme text not null,
  registered_on date not null,
  clock_shift_days int not null,
  sandbox boolean not null
)
--;;
-- Timeline: what happened to each object of this service, in words for people.
create table activity (
  id uuid primary key,
  at timestamptz not null,
  kind text not null check (kind in ('command', 'event', 'message', 'money', 'read')),
  what text not null,
  facts jsonb not null,
  object_kind text not null,
  object_id text not null,
  refs text[] not null,
  establishment_id uuid,
  person_id uuid,
  actor text not null,
  internal boolean not null default false
)
--;;
create index activity_by_ref on activity using gin (refs)
--;;
create index activity_by_establishment on activity (establishment_id, at)
--;;
create index activity_by_person on activity (person_id, at)
