"""What the treasurer sees."""

from collections.abc import Sequence

from chassis.money import jod
from services.billing.models.payments import PaymentException
from services.billing.schemas import SentenceView
from services.billing.schemas.treasury import AccountView, ExceptionView, TrialBalanceView

EXCEPTIONS = {
    "conflicting-payment": SentenceView(
        ar="وردت الحركة {transaction} مرة أخرى بمبلغ {amount_told} بدل {amount_booked}.",
        en="Transaction {transaction} came again with {amount_told} instead of {amount_booked}.",
    ),
    "suspense": SentenceView(
        ar="مبلغ {amount} لرقم دفع غير معروف {billing_no}، في الحساب المعلق.",
        en="{amount} for the unknown payment number {billing_no}, held in suspense.",
    ),
}


def exception_view(raised: PaymentException) -> ExceptionView:
    """What happened, as a sentence."""
    sentence = EXCEPTIONS[raised.kind]
    said = {"ar": sentence.ar.format(**raised.facts), "en": sentence.en.format(**raised.facts)}
    return ExceptionView.model_validate({**raised.model_dump(), **said})


def trial_balance_view(accounts: Sequence[tuple[str, int, int]]) -> TrialBalanceView:
    """All accounts and whether they balance."""
    debit, credit = sum(one[1] for one in accounts), sum(one[2] for one in accounts)
    return TrialBalanceView(
        accounts=[AccountView(account=n, debit=jod(d), credit=jod(c)) for n, d, c in accounts],
        debit=jod(debit),
        credit=jod(credit),
        balanced=debit == credit,
    )
