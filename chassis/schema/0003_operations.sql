-- Giving a parked event up takes two persons: what the first one asked for.
create table parked_discard_request (
  seq bigint primary key references parked_event (seq) on delete cascade,
  requested_by text not null,
  requested_at timestamptz not null default now(),
  reason text not null
)
--;;
-- What operators did. Nobody who works with it can change it.
create table operator_action (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  actor text not null,
  database_role text not null default session_user,
  action text not null,
  subject text not null,
  reason text not null check (reason <> ''),
  outcome jsonb not null
)
--;;
-- A consumer that parked too much stops; the row tells all its processes, also after a restart.
create table consumer_breaker (
  consumer text primary key,
  opened_at timestamptz,
  cause text,
  counted_from timestamptz not null default '-infinity',
  check ((opened_at is null) = (cause is null))
)
--;;
-- The queue an event stands in is its key's; one without a key stands alone.
alter table parked_event add column queue bytea not null
  generated always as (coalesce(key, '\x00'::bytea || int8send(seq))) stored
--;;
drop index parked_event_by_key
--;;
create index parked_event_by_queue on parked_event (consumer, topic, queue, seq)
--;;
create index parked_event_by_time on parked_event (consumer, parked_at)
--;;
-- The operator's role may look after parked events, and reads nothing else of the service.
do $$
declare
  service text := regexp_replace(current_user, '_owner$', '');
  operator text := service || '_operator';
begin
  execute format('revoke update, delete on operator_action from %I', service);
  execute format('grant select, delete, update (next_try_at) on parked_event to %I', operator);
  execute format('grant select, insert on parked_discard, parked_discard_request to %I', operator);
  execute format('grant select, insert on operator_action to %I', operator);
  execute format('grant select, update on consumer_breaker to %I', operator);
end $$
