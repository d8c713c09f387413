-- The audit chain: every entry of the timeline, hashed together with the entry before it.
create table audit_entry (
  n bigint primary key,
  activity_id uuid not null unique,
  digest bytea not null,
  hash bytea not null,
  chained_at timestamptz not null default now()
)
--;;
-- Queue: what is not chained yet. Filled with the timeline itself, so that nothing is left out.
create table audit_pending (activity_id uuid primary key)
--;;
create function audit_enqueue() returns trigger language plpgsql as $$
begin
  insert into audit_pending (activity_id) select id from newrows;
  return null;
end $$
--;;
create trigger audit_enqueue after insert on activity
  referencing new table as newrows for each statement execute function audit_enqueue()
--;;
insert into audit_pending (activity_id) select id from activity
--;;
-- Where the chain stood, signed: whoever keeps a seal elsewhere sees if the end was cut off.
create table audit_seal (
  n bigint primary key,
  hash bytea not null,
  seal text not null,
  sealed_at timestamptz not null default now()
)
--;;
-- Of named columns: one that is added later changes no digest.
create function audit_digest(a activity) returns bytea language sql stable as $$
  select sha256(convert_to(jsonb_build_array(a.id, extract(epoch from a.at), a.kind, a.what,
    a.facts, a.object_kind, a.object_id, a.refs, a.establishment_id, a.person_id, a.actor,
    a.internal)::text, 'UTF8'))
$$
--;;
-- The service itself changes nothing that it has written down.
do $$
declare
  service text := regexp_replace(current_user, '_owner$', '');
begin
  execute format('revoke update, delete on activity, audit_entry, audit_seal from %I', service);
end $$
