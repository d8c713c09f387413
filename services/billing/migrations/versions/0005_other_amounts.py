"""Reversals over another amount than reported; what was set against what."""

from alembic import op

revision = "0005"
down_revision = "0004"

_STATEMENTS = (
    "alter table hub_payment add column amount_reported bigint",
    """
    update hub_payment as payment set amount_reported = told.amount_paid
    from reconciliation_day as known
    join hub_report_line as told on told.import_id = known.report_import_id
      and told.status = 'paid' and told.difference is distinct from 'duplicate-line'
    where payment.reported_on = known.day and payment.transaction = told.transaction""",
    """
    alter table hub_payment
      add constraint hub_payment_reported_check
        check ((reported_on is null) = (amount_reported is null))""",
    """
    alter table payment_exception
      add column offset_against uuid references payment_exception,
      drop constraint payment_exception_kind_check,
      add constraint payment_exception_kind_check check (kind in (
        'conflicting-payment', 'suspense', 'lost-notice', 'foreign-line', 'amount-differs',
        'account-differs', 'duplicate-line', 'reported-before', 'ours-missing', 'reversed',
        'reversed-here', 'reversal-held', 'reversal-differs', 'reversal-misstated', 'bank-short',
        'bank-over', 'unknown-bank-credit', 'unknown-bank-debit', 'bank-late'))""",
    """
    create index payment_exception_offset on payment_exception (offset_against)
      where offset_against is not null""",
)


def upgrade() -> None:
    """Apply them."""
    for statement in _STATEMENTS:
        op.execute(statement)
