"""The first tables, and the law's figures as far as they are known (marks A, B, C)."""

from alembic import op

from chassis import schema

revision = "0001"
down_revision = None

_STATEMENTS = (
    "create sequence invoice_number start 260001",
    """
    create table rate (
      version text not null,
      scheme text not null,
      fund text not null,
      payer text not null check (payer in ('worker', 'employer')),
      percent numeric(6, 3) not null check (percent > 0),
      hazardous_only boolean not null default false,
      effective_from date not null,
      effective_to date,
      article text not null,
      mark text not null check (mark in ('A', 'B', 'C')),
      primary key (version, fund, payer)
    )""",
    # From 2017 on. The rates are the corporation's own words; the day is reported.
    """
    insert into rate (version, scheme, fund, payer, percent, hazardous_only, effective_from,
      article, mark)
    select 'private-2017', 'private', fund, payer, percent, hazardous, date '2017-01-01', article,
      'A'
    from (values
      ('old-age', 'employer', 11.00, false, 'Law 1/2014: old age, disability and death'),
      ('old-age', 'worker', 6.50, false, 'Law 1/2014: old age, disability and death'),
      ('work-injury', 'employer', 2.00, false, 'Law 1/2014: work injury'),
      ('maternity', 'employer', 0.75, false, 'Law 1/2014: maternity'),
      ('unemployment', 'employer', 0.50, false, 'Law 1/2014: unemployment'),
      ('unemployment', 'worker', 1.00, false, 'Law 1/2014: unemployment'),
      ('hazardous', 'employer', 1.00, true, 'Law 1/2014: hazardous occupations')
    ) as known (fund, payer, percent, hazardous, article)""",
    """
    create table law_parameter (
      parameter text not null,
      effective_from date not null,
      effective_to date,
      value text not null,
      unit text not null,
      legal_basis text not null,
      mark text not null check (mark in ('A', 'B', 'C')),
      announced_at timestamptz,
      primary key (parameter, effective_from)
    )""",
    """
    insert into law_parameter (parameter, effective_from, effective_to, value, unit, legal_basis,
      mark) values
      ('minimum_wage', '2017-01-01', '2020-12-31', '220.000', 'jod', 'Minimum wage committee', 'B'),
      ('minimum_wage', '2021-01-01', '2024-12-31', '260.000', 'jod', 'Minimum wage committee', 'B'),
      ('minimum_wage', '2025-01-01', null, '290.000', 'jod', 'Minimum wage committee', 'B'),
      ('minimum_age', '2014-03-01', null, '16', 'years', 'Social Security Law 1/2014', 'A'),
      ('due_day', '2014-03-01', null, '15', 'day_of_month', 'Social Security Law 1/2014', 'B'),
      ('charged_days_min', '2014-03-01', null, '16', 'days', 'Default of this system', 'C'),
      ('wage_ceiling', '2017-01-01', '2018-12-31', '3084.000', 'jod', 'SSC, for 2018', 'B'),
      ('wage_ceiling', '2019-01-01', '2019-12-31', '3186.000', 'jod', 'SSC, for 2019', 'B'),
      ('wage_ceiling', '2020-01-01', '2020-12-31', '3338.000', 'jod', 'SSC, for 2020', 'B'),
      ('wage_ceiling', '2021-01-01', '2021-12-31', '3349.000', 'jod', 'SSC, for 2021', 'B'),
      ('wage_ceiling', '2022-01-01', '2022-12-31', '3394.000', 'jod', 'SSC, for 2022', 'B'),
      ('wage_ceiling', '2023-01-01', '2023-12-31', '3538.000', 'jod', 'SSC, for 2023', 'B'),
      ('wage_ceiling', '2024-01-01', '2024-12-31', '3612.000', 'jod', 'SSC, for 2024', 'B'),
      ('wage_ceiling', '2025-01-01', '2025-12-31', '3668.000', 'jod', 'SSC, for 2025', 'B'),
      ('wage_ceiling', '2026-01-01', null, '3668.000', 'jod', 'Carried until announced', 'C')""",
    """
    create table cover (
      coverage_id uuid primary key,
      establishment_id uuid not null,
      person_id uuid not null,
      started_on date not null,
      stopped_on date,
      amount_wage bigint not null,
      hazardous boolean not null
    )""",
    "create index cover_of on cover (establishment_id, started_on)",
    """
    create table closing (
      closing_id uuid primary key,
      month text not null,
      establishment_id uuid,
      state text not null check (state in ('running', 'done')),
      establishments_total int not null,
      establishments_done int not null,
      started_by uuid not null,
      started_at timestamptz not null,
      finished_at timestamptz
    )""",
    """
    create table invoice (
      invoice_id uuid primary key,
      number text not null unique,
      establishment_id uuid not null,
      month text not null,
      workers int not null check (workers > 0),
      amount_due bigint not null check (amount_due > 0),
      issued_on date not null,
      due_on date not null,
      issued_at timestamptz not null,
      unique (establishment_id, month)
    )""",
    """
    create table invoice_line (
      invoice_id uuid not null references invoice,
      coverage_id uuid not null,
      person_id uuid not null,
      amount_wage bigint not null,
      amount_base bigint not null,
      wage_source jsonb not null,
      hazardous boolean not null,
      amount_worker bigint not null,
      amount_employer bigint not null,
      rate_version text not null,
      rounding text not null,
      parts jsonb not null,
      primary key (invoice_id, coverage_id)
    )""",
    """
    create table journal_entry (
      entry_id uuid primary key,
      at timestamptz not null,
      kind text not null check (kind in ('invoice', 'payment')),
      about_id uuid not null,
      number text not null,
      establishment_id uuid,
      unique (kind, about_id)
    )""",
    """
    create table posting (
      entry_id uuid not null references journal_entry,
      account text not null
        check (account in ('receivable', 'contributions', 'bank-hub', 'suspense')),
      establishment_id uuid,
      amount_debit bigint not null check (amount_debit >= 0),
      amount_credit bigint not null check (amount_credit >= 0),
      primary key (entry_id, account),
      check ((amount_debit = 0) <> (amount_credit = 0)),
      check ((account = 'receivable') = (establishment_id is not null))
    )""",
    "create index posting_of on posting (establishment_id) where establishment_id is not null",
    # What stands on the ledger stays as it is, whoever connects; corrections are new entries.
    """
    create function ledger_is_final() returns trigger language plpgsql as $$
    begin raise exception 'the ledger is never changed: post a new entry'; end $$""",
    """
    create trigger final before update or delete on posting
      for each row execute function ledger_is_final()""",
    """
    create trigger final before update or delete on journal_entry
      for each row execute function ledger_is_final()""",
    """
    create function entry_balances() returns trigger language plpgsql as $$
    begin
      if (select coalesce(sum(amount_debit) - sum(amount_credit), 1) from posting
          where entry_id = new.entry_id) <> 0 then
        raise exception 'entry % does not balance', new.entry_id;
      end if;
      return null;
    end $$""",
    """
    create constraint trigger balances after insert on journal_entry
      deferrable initially deferred for each row execute function entry_balances()""",
    """
    create constraint trigger balances after insert on posting
      deferrable initially deferred for each row execute function entry_balances()""",
    """
    create table hub_payment (
      payment_id uuid primary key,
      transaction text not null unique,
      billing_no text not null,
      service_type text not null,
      establishment_id uuid,
      amount_paid bigint not null check (amount_paid > 0),
      process_at timestamptz not null,
      value_on date not null,
      bank_code int not null,
      bank_trx text not null,
      method text,
      channel text,
      guid text not null,
      received_at timestamptz not null
    )""",
    "create index hub_payment_of on hub_payment (establishment_id, payment_id)",
    """
    create table payment_exception (
      exception_id uuid primary key,
      kind text not null check (kind in ('conflicting-payment', 'suspense')),
      fingerprint text not null,
      facts jsonb not null,
      raised_at timestamptz not null,
      settled_at timestamptz,
      unique (kind, fingerprint)
    )""",
)


def upgrade() -> None:
    """Create them."""
    schema.apply("0001_chassis")
    for statement in _STATEMENTS:
        op.execute(statement)
