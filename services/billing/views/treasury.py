"""What the treasurer sees."""

from collections.abc import Sequence

from chassis.money import jod
from services.billing.models.payments import PaymentException
from services.billing.schemas import SentenceView
from services.billing.schemas.treasury import AccountView, ExceptionView, TrialBalanceView

_ISOLATE, _END = "\u2068", "\u2069"
EXCEPTIONS = {
    "conflicting-payment": SentenceView(
        ar="وردت الحركة {transaction} مرة أخرى بمبلغ {amount_told} بدل {amount_booked}.",
        en="Transaction {transaction} came again with {amount_told} instead of {amount_booked}.",
    ),
    "suspense": SentenceView(
        ar="مبلغ {amount} لرقم دفع غير معروف {billing_no}، في الحساب المعلق.",
        en="{amount} for the unknown payment number {billing_no}, held in suspense.",
    ),
    "lost-notice": SentenceView(
        ar="الحركة {transaction} بمبلغ {amount_hub} لم يصل إشعارها، فقُيدت من التقرير.",
        en="No notice came of transaction {transaction} over {amount_hub}; booked from the report.",
    ),
    "foreign-line": SentenceView(
        ar="السطر {line} لجهة أخرى: الحركة {transaction} بمبلغ {amount_hub}. لم يُحسب.",
        en="Line {line} is of another biller: transaction {transaction} over {amount_hub}. "
        "It does not count.",
    ),
    "amount-differs": SentenceView(
        ar="الحركة {transaction}: المقيد {amount_ours} وفي التقرير {amount_hub}.",
        en="Transaction {transaction}: booked {amount_ours}, reported {amount_hub}.",
    ),
    "account-differs": SentenceView(
        ar="الحركة {transaction}: قُيدت على الرقم {billing_no_ours} وفي التقرير {billing_no_hub}.",
        en="Transaction {transaction}: booked on number {billing_no_ours}, "
        "reported on {billing_no_hub}.",
    ),
    "duplicate-line": SentenceView(
        ar="السطر {line} يكرر الحركة {transaction} بمبلغ {amount_hub}. حُسبت مرة واحدة.",
        en="Line {line} repeats transaction {transaction} over {amount_hub}. It counts once.",
    ),
    "reported-before": SentenceView(
        ar="السطر {line}: وردت الحركة {transaction} بمبلغ {amount_hub} في تقرير يوم سابق.",
        en="Line {line}: transaction {transaction} over {amount_hub} stood in an earlier report.",
    ),
    "ours-missing": SentenceView(
        ar="الحركة {transaction} بمبلغ {amount_ours} مقيدة لدينا وليست في التقرير.",
        en="Transaction {transaction} over {amount_ours} is booked here and not in the report.",
    ),
    "reversed": SentenceView(
        ar="عكس المشغّل الحركة {transaction} بمبلغ {amount_hub}، فأعيد قيدها عكسيًا.",
        en="The hub reversed transaction {transaction} over {amount_hub}; it was taken back.",
    ),
    "reversed-here": SentenceView(
        ar="الحركة {transaction} معكوسة لدينا، وفي التقرير مدفوعة بمبلغ {amount_hub}.",
        en="Transaction {transaction} is reversed here and reported as paid with {amount_hub}.",
    ),
    "reversal-held": SentenceView(
        ar="عُكست الحركة {transaction} بمبلغ {amount_hub} قبل وصولها. يُطبق العكس عند وصولها.",
        en="Transaction {transaction} over {amount_hub} was reversed before it came. "
        "The reversal waits for it.",
    ),
    "reversal-differs": SentenceView(
        ar="عكس المشغّل الحركة {transaction} بمبلغ {amount_hub}، وكان قد أورد {amount_ours}.",
        en="The hub took back {amount_hub} of transaction {transaction}; "
        "it had reported {amount_ours}.",
    ),
    "reversal-misstated": SentenceView(
        ar="عكس المشغّل الحركة {transaction} بمبلغ {amount_hub} والمقيد {amount_ours}. "
        "لم تدخل في أي تسوية، فلا فرق في المال.",
        en="The hub took back {amount_hub} of transaction {transaction}; {amount_ours} was booked. "
        "It was part of no settlement, so no money differs.",
    ),
    "bank-short": SentenceView(
        ar="قيد البنك {credited} والمتوقع {expected}: ينقص {difference}.",
        en="The bank credited {credited}, expected were {expected}: {difference} are lacking.",
    ),
    "bank-over": SentenceView(
        ar="قيد البنك {credited} والمتوقع {expected}: يزيد {difference}.",
        en="The bank credited {credited}, expected were {expected}: {difference} too much.",
    ),
    "unknown-bank-credit": SentenceView(
        ar="إيداع غير معروف {amount} في حساب التسوية: {text} ({reference}).",
        en="Unknown credit of {amount} on the settlement account: {text} ({reference}).",
    ),
    "unknown-bank-debit": SentenceView(
        ar="سحب غير معروف {amount} من حساب التسوية: {text} ({reference}).",
        en="Unknown debit of {amount} on the settlement account: {text} ({reference}).",
    ),
    "bank-late": SentenceView(
        ar="حركة بنكية {amount} ليوم لا يقبل القيد {settles_on}: {text} ({reference}).",
        en="A bank movement of {amount} for {settles_on}, which takes no more: "
        "{text} ({reference}).",
    ),
}


def sentence_of(raised: PaymentException) -> SentenceView:
    """What happened, as a sentence in both languages.

    In Arabic each fact stands in an isolate of its own: a bank's Latin text would otherwise pull
    the signs around it to its own side.
    """
    sentence = EXCEPTIONS[raised.kind]
    isolated = {name: f"{_ISOLATE}{fact}{_END}" for name, fact in raised.facts.items()}
    return SentenceView(ar=sentence.ar.format(**isolated), en=sentence.en.format(**raised.facts))


def exception_view(raised: PaymentException) -> ExceptionView:
    """What the treasurer has to look at."""
    return ExceptionView.model_validate({**raised.model_dump(), **sentence_of(raised).model_dump()})


def trial_balance_view(accounts: Sequence[tuple[str, int, int]]) -> TrialBalanceView:
    """All accounts and whether they balance."""
    debit, credit = sum(one[1] for one in accounts), sum(one[2] for one in accounts)
    return TrialBalanceView(
        accounts=[AccountView(account=n, debit=jod(d), credit=jod(c)) for n, d, c in accounts],
        debit=jod(debit),
        credit=jod(credit),
        balanced=debit == credit,
    )
