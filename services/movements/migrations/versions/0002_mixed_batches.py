"""Enrolments and stops in one workbook and one batch, and the effect of a batch on the bill."""

from alembic import op

revision = "0002"
down_revision = "0001"

_STATEMENTS = (
    "alter table workbook add column effect jsonb",
    "alter table workbook_row add column place int",
    "alter table workbook_row add column kind text not null default 'start'",
    "alter table workbook_row add column coverage_id uuid",
    "update workbook_row set place = row",
    "alter table workbook_row drop constraint workbook_row_pkey",
    "alter table workbook_row add primary key (workbook_id, place)",
    "alter table workbook_row add check (kind in ('start', 'stop'))",
    "alter table workbook_row alter column kind drop default",
    "alter table batch add column effect jsonb",
    "alter table batch drop constraint batch_kind_check",
    """
    alter table batch add constraint batch_kind_check
      check (kind in ('enrolment', 'stop', 'mixed'))""",
    "alter table batch_row add column place int",
    "alter table batch_row add column kind text",
    "alter table batch_row add column coverage_id uuid",
    """
    update batch_row r set place = row,
      kind = case when b.kind = 'stop' then 'stop' else 'start' end,
      coverage_id = coalesce((r.entry ->> 'coverage_id')::uuid, gen_random_uuid())
    from batch b where b.batch_id = r.batch_id""",
    "alter table batch_row drop constraint batch_row_pkey",
    "alter table batch_row add primary key (batch_id, place)",
    "alter table batch_row add check (kind in ('start', 'stop'))",
    "alter table batch_row alter column kind set not null",
    "alter table batch_row alter column coverage_id set not null",
    "create unique index batch_row_start on batch_row (coverage_id) where kind = 'start'",
)


def upgrade() -> None:
    """Apply them."""
    for statement in _STATEMENTS:
        op.execute(statement)
