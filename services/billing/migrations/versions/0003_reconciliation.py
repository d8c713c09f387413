"""Reconciliation of a settlement day: imports, lines, bank entries, days, named exceptions."""

from alembic import op

revision = "0003"
down_revision = "0002"

_STATEMENTS = (
    # Files: what came, what it said, whether it counts.
    """
    create table import_profile (
      name text not null,
      kind text not null check (kind in ('hub-report', 'bank-statement')),
      effective_from date not null,
      effective_to date,
      definition jsonb not null,
      source text not null,
      mark text not null check (mark in ('A', 'B', 'C')),
      primary key (name, effective_from)
    )""",
    """
    insert into import_profile (name, kind, effective_from, definition, source, mark) values
    ('hub-day-report', 'hub-report', '2020-01-01', '{
      "columns": {
        "transaction": ["JOEBPPSTrx", "رقم الحركة"],
        "bank_trx": ["BankTrxID", "BankTrxId", "رقم حركة البنك"],
        "billing_no": ["BillingNo", "رقم الدفع"],
        "amount_paid": ["PaidAmt", "المبلغ المدفوع"],
        "amount_fees": ["FeesAmt", "الرسوم"],
        "process_at": ["ProcessDate", "وقت الدفع"],
        "day": ["STMTDate", "StmtDate", "تاريخ التسوية"],
        "bank_code": ["BankCode", "رمز البنك"],
        "biller_code": ["BillerCode", "رمز الجهة"],
        "status": ["PmtStatus", "الحالة"]},
      "statuses": {
        "paid": ["PmtNew", "PmtSent", "PmtComplt", "PmtRecon"],
        "reversed": ["PmtReversal"]},
      "total_mark": "TOTAL"}',
     'Default of this system until the operator names its form', 'C'),
    ('settlement-bank', 'bank-statement', '2020-01-01', '{
      "columns": {
        "account": ["Account", "الحساب"],
        "currency": ["Currency", "العملة"],
        "booked_on": ["Date", "التاريخ"],
        "amount_credit": ["Credit", "دائن"],
        "amount_debit": ["Debit", "مدين"],
        "balance": ["Balance", "الرصيد"],
        "reference": ["Reference", "المرجع"],
        "text": ["Description", "البيان"]},
      "settlement_mark": "MFEP/",
      "mark_day_form": "%Y%m%d"}',
     'Default of this system until the bank names its form', 'C')""",
    """
    create table reconciliation_import (
      import_id uuid primary key,
      kind text not null check (kind in ('hub-report', 'bank-statement')),
      profile text not null,
      file_name text not null,
      file_hash text not null,
      state text not null check (state in ('checking', 'ready', 'refused', 'imported')),
      refusal jsonb,
      day date,
      lines int not null default 0,
      amount_total bigint not null default 0,
      amount_opening bigint,
      amount_closing bigint,
      findings jsonb not null default '[]',
      uploaded_by uuid not null,
      uploaded_at timestamptz not null,
      checked_at timestamptz,
      imported_by uuid,
      imported_at timestamptz,
      check ((state in ('ready', 'imported')) <= (day is not null))
    )""",
    """
    create unique index import_of_file on reconciliation_import (kind, file_hash)
      where state = 'imported'""",
    """
    create unique index import_of_day on reconciliation_import (kind, day)
      where state = 'imported'""",
    """
    create table hub_report_line (
      import_id uuid not null references reconciliation_import,
      line int not null,
      transaction text not null,
      bank_trx text not null,
      billing_no text not null,
      amount_paid bigint not null check (amount_paid > 0),
      amount_fees bigint not null check (amount_fees >= 0),
      process_at timestamptz not null,
      bank_code int not null,
      biller_code int not null,
      status text not null check (status in ('paid', 'reversed')),
      difference text,
      primary key (import_id, line)
    )""",
    "create index hub_report_line_by_transaction on hub_report_line (import_id, transaction)",
    """
    create index hub_report_line_differing on hub_report_line (import_id, line)
      where difference is not null""",
    """
    create table bank_entry (
      import_id uuid not null references reconciliation_import,
      line int not null,
      reference text not null,
      booked_on date not null,
      amount bigint not null,
      text text not null,
      settles_on date,
      counts_on date,
      primary key (import_id, line)
    )""",
    "create index bank_entry_on on bank_entry (counts_on) where counts_on is not null",
    # Days: three legs, closed when every difference is matched or explained.
    """
    create table reconciliation_day (
      day_id uuid primary key,
      day date not null,
      account text not null,
      state text not null default 'open' check (state in ('open', 'closed')),
      report_import_id uuid references reconciliation_import,
      statement_import_id uuid references reconciliation_import,
      amount_ledger bigint,
      amount_hub bigint,
      amount_bank bigint,
      closed_by uuid,
      closed_at timestamptz,
      unique (day, account),
      check ((state = 'closed') = (closed_at is not null))
    )""",
    # A reversal that came before the payment it takes back.
    """
    create table held_reversal (
      transaction text primary key,
      import_id uuid not null references reconciliation_import,
      day date not null,
      held_at timestamptz not null,
      applied_at timestamptz
    )""",
    # Payments: where they come from and what became of them.
    """
    alter table hub_payment
      add column source text not null default 'notice' check (source in ('notice', 'report')),
      add column reported_on date,
      add column settled_on date,
      add column assigned_at timestamptz,
      add column reversed_at timestamptz,
      add column reversal_reason text,
      add column reversal_reported_on date,
      add check ((reversed_at is null) = (reversal_reason is null))""",
    "create index hub_payment_on on hub_payment (value_on)",
    """
    create index hub_payment_reported_elsewhere on hub_payment (reported_on)
      where reported_on <> value_on""",
    """
    create index hub_payment_unsettled on hub_payment (value_on)
      where settled_on is null and reversed_at is null""",
    """
    create index hub_payment_to_settle on hub_payment (reported_on, payment_id)
      where settled_on is null and reversed_at is null""",
    # Exceptions: named, aged, owned; `amount` is what stands in suspense because of one.
    """
    alter table payment_exception
      add column day date,
      add column amount bigint not null default 0,
      add column posted_at timestamptz,
      add column owner uuid,
      add column owned_at timestamptz,
      add column explanation text,
      add column explained_by uuid,
      add column explained_at timestamptz,
      add column resolution text,
      add column establishment_id uuid,
      drop constraint payment_exception_kind_check,
      add constraint payment_exception_kind_check check (kind in (
        'conflicting-payment', 'suspense', 'lost-notice', 'foreign-line', 'amount-differs',
        'account-differs', 'duplicate-line', 'reported-before', 'ours-missing', 'reversed',
        'reversed-here', 'reversal-held', 'bank-short', 'bank-over', 'unknown-bank-credit',
        'unknown-bank-debit', 'bank-late'))""",
    """
    update payment_exception as raised
    set amount = payment.amount_paid, posted_at = raised.raised_at
    from hub_payment as payment
    where raised.kind = 'suspense' and payment.transaction = raised.fingerprint""",
    "create index payment_exception_of_day on payment_exception (day) where day is not null",
    # The ledger: the account at the bank, corrections linked to what they correct.
    "alter table journal_entry add column reverses uuid references journal_entry",
    """
    alter table journal_entry
      drop constraint journal_entry_kind_check,
      add constraint journal_entry_kind_check check (kind in (
        'invoice', 'adjustment', 'payment', 'reversal', 'settlement', 'difference', 'release',
        'assignment'))""",
    """
    alter table posting
      drop constraint posting_account_check,
      add constraint posting_account_check check (account in (
        'receivable', 'contributions', 'bank-hub', 'settlement-account', 'suspense'))""",
)


def upgrade() -> None:
    """Create them."""
    for statement in _STATEMENTS:
        op.execute(statement)
