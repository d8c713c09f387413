"""Declared wages, held runs, rehearsals, and adjustments beside invoices."""

from alembic import op

revision = "0002"
down_revision = "0001"

_STATEMENTS = (
    """
    create table declared_wage (
      coverage_id uuid not null,
      effective_from date not null,
      establishment_id uuid not null,
      amount_wage bigint not null check (amount_wage > 0),
      file_id uuid not null,
      number text not null,
      declared_at timestamptz not null,
      primary key (coverage_id, effective_from)
    )""",
    "create index declared_wage_of on declared_wage (establishment_id)",
    """
    create table held_run (
      establishment_id uuid not null,
      month text not null,
      coverage_ids jsonb not null,
      held_at timestamptz not null,
      released_at timestamptz,
      primary key (establishment_id, month)
    )""",
    """
    create table rehearsal (
      rehearsal_id uuid primary key,
      establishment_id uuid not null,
      month text not null,
      amount_after bigint not null,
      started jsonb not null,
      totals jsonb not null,
      rehearsed_at timestamptz not null
    )""",
    "create index rehearsal_of on rehearsal (establishment_id, month, rehearsed_at)",
    # An adjustment is a document of its own beside the invoice, which stays as it was issued.
    "alter table invoice add column kind text not null default 'invoice'",
    "alter table invoice add column adjusts_id uuid references invoice",
    "alter table invoice add column cause jsonb",
    "alter table invoice add column rehearsal jsonb",
    "alter table invoice drop constraint invoice_establishment_id_month_key",
    "alter table invoice drop constraint invoice_amount_due_check",
    "alter table invoice alter column kind drop default",
    """
    alter table invoice add constraint invoice_kind check (
      (kind = 'invoice' and amount_due > 0 and adjusts_id is null and cause is null)
      or (kind = 'adjustment' and adjusts_id is not null and cause is not null)
    )""",
    """
    create unique index invoice_of_month on invoice (establishment_id, month)
    where kind = 'invoice'""",
    "create index invoice_by_month on invoice (establishment_id, month)",
    "alter table invoice_line add column amount_worker_before bigint not null default 0",
    "alter table invoice_line add column amount_employer_before bigint not null default 0",
    "alter table invoice_line alter column amount_worker_before drop default",
    "alter table invoice_line alter column amount_employer_before drop default",
    "alter table journal_entry drop constraint journal_entry_kind_check",
    """
    alter table journal_entry add constraint journal_entry_kind_check
      check (kind in ('invoice', 'adjustment', 'payment'))""",
    """
    insert into law_parameter (parameter, effective_from, value, unit, legal_basis, mark) values
      ('carried_wage_months', '2014-03-01', '3', 'months',
       'The January file is due by the end of March (B); the wage goes on until then (C)', 'C')""",
)


def upgrade() -> None:
    """Apply them."""
    for statement in _STATEMENTS:
        op.execute(statement)
