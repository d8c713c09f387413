"""Who is clear, kept beside the ledger, so that only a change of it is announced."""

from alembic import op

revision = "0004"
down_revision = "0003"

_STATEMENTS = (
    """
    create table clearance_state (
      establishment_id uuid primary key,
      clear boolean not null,
      ledger_position bigint not null check (ledger_position > 0),
      last_entry_id uuid references journal_entry,
      changed_at timestamptz not null
    )""",
    # Whoever has a ledger already stands as it says; a held month counts as it does from now on.
    """
    insert into clearance_state (establishment_id, clear, ledger_position, last_entry_id,
      changed_at)
    select establishment_id,
      coalesce((select sum(amount_debit - amount_credit) from posting p
                where p.establishment_id = known.establishment_id), 0) <= 0
      and not exists (select from held_run h
                      where h.establishment_id = known.establishment_id and released_at is null),
      greatest((select count(*) from posting p
                where p.establishment_id = known.establishment_id), 1),
      (select entry_id from posting p where p.establishment_id = known.establishment_id
       order by entry_id desc limit 1),
      now()
    from (select establishment_id from posting where establishment_id is not null
          union select establishment_id from held_run) as known""",
)


def upgrade() -> None:
    """Apply them."""
    for statement in _STATEMENTS:
        op.execute(statement)
