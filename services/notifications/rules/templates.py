"""What messages say, in both languages.

Arabic first; numbers stand alone or last, because an SMS has no marks to keep them in order. A
text for a worker says who declared it, since when, at what wage, and how to object.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Language = Literal["ar", "en"]


@dataclass(frozen=True)
class Template:
    """One text in both languages; `{fact}` places a fact."""

    ar: str
    en: str

    def text(self, language: Language, facts: Mapping[str, object]) -> str:
        """The text in a language; KeyError for a fact that is missing."""
        return (self.ar if language == "ar" else self.en).format(**facts)


SUBJECT = Template(ar="رمز التحقق من ضمان", en="Your Daman verification code")
"""Of a mail: only codes go by mail."""

TEMPLATES: Mapping[str, Template] = {
    "sign-in-code": Template(
        ar="{code} رمز الدخول إلى ضمان. لا يُعطى لأحد.\n@{domain} #{code}",
        en="{code} is your Daman sign-in code. Give it to nobody.\n@{domain} #{code}",
    ),
    "recovery-code": Template(
        ar="{code} رمز تغيير كلمة السر في ضمان. لا يُعطى لأحد.\n@{domain} #{code}",
        en="{code} is your code for a new Daman password. Give it to nobody.\n@{domain} #{code}",
    ),
    "activation-code": Template(
        ar="{code} رمز تفعيل حسابك في ضمان. لا يُعطى لأحد.\n@{domain} #{code}",
        en="{code} activates your Daman account. Give it to nobody.\n@{domain} #{code}",
    ),
    "contact-code": Template(
        ar="{code} رمز تغيير هاتفك أو بريدك في ضمان. لا يُعطى لأحد.\n@{domain} #{code}",
        en="{code} is your code to change phone or e-mail. Give it to nobody.\n@{domain} #{code}",
    ),
    "number-code": Template(
        ar="{code} رمز الاستعلام عن رقم التأمين. لا يُعطى لأحد.\n@{domain} #{code}",
        en="{code} is your code to see your SSC number. Give it to nobody.\n@{domain} #{code}",
    ),
    "registration-repeated": Template(
        ar=(
            "لك حساب في ضمان، وسُجّل برقمك من جديد. للدخول: كلمة السر أو «نسيت كلمة السر». "
            "إن لم تكن أنت: 117117"
        ),
        en=(
            "You have a Daman account, and your number was registered again. Sign in, or use "
            '"Forgot password". If it was not you: 117117'
        ),
    ),
    "contact-changed": Template(
        ar="تغيّر هاتف حسابك في ضمان أو بريده. إن لم تكن أنت من غيّره: 117117",
        en="The phone or e-mail of your Daman account was changed. If it was not you: 117117",
    ),
    "recovery-held": Template(
        ar="تغيّر هاتف حسابك قبل قليل. استرجاع كلمة السر بهذا الهاتف ممكن من {on} الساعة {at}",
        en="Your phone was changed just now. It can recover your password from {on}, {at}",
    ),
    "password-changed": Template(
        ar="تغيّرت كلمة سر حسابك في ضمان. إن لم تكن أنت من غيّرها: 117117",
        en="The password of your Daman account was changed. If it was not you: 117117",
    ),
    "enrolment-received": Template(
        ar=(
            "استُلم طلب شمول منشأتكم في الضمان. يلزم أن يراجع ضابط الارتباط فرع الضمان لتحديث "
            "بيانات المنشأة. رقم المنشأة {number}"
        ),
        en=(
            "Your establishment's enrolment was received. The liaison officer has to visit the "
            "branch to complete its data. Establishment number: {number}"
        ),
    ),
    "enrolment-returned": Template(
        ar=(
            "أعاد فرع الضمان طلب شمول منشأتكم للتصحيح. السبب: {reason}. "
            "يُصحَّح برمز المسودة خلال 30 يومًا"
        ),
        en=(
            "The branch returned your establishment's enrolment. Reason: {reason}. "
            "Correct it by the draft code within 30 days"
        ),
    ),
    "enrolment-confirmed": Template(
        ar="اكتمل شمول منشأتكم في الضمان، وصار حسابها فعالًا. رقم المنشأة {number}",
        en=(
            "Your establishment is enrolled and its account is active. "
            "Establishment number: {number}"
        ),
    ),
    "establishment-change-approved": Template(
        ar="قُبل طلب تعديل بيانات منشأتكم، ورقمه {number}",
        en="The change of your establishment's data was approved: {number}",
    ),
    "establishment-change-rejected": Template(
        ar="رُفض طلب تعديل بيانات منشأتكم. السبب: {reason}. رقمه {number}",
        en="The change of your establishment's data was rejected. Reason: {reason}. "
        "Number: {number}",
    ),
    "liaison-began": Template(
        ar=(
            "صرتم ضابط ارتباط منشأة في الضمان. من لا كلمة سر له يعيّنها من «نسيت كلمة السر» برقم "
            "المنشأة {number}"
        ),
        en=(
            "You are now the liaison officer of an establishment. Without a password, set one by "
            '"Forgot password" with establishment number {number}'
        ),
    ),
    "liaison-ended": Template(
        ar="انتهت صفتكم كضابط ارتباط في الضمان. للاستفسار 117117. رقم المنشأة {number}",
        en=(
            "You are no longer the liaison officer of an establishment. Questions: 117117. "
            "Establishment number: {number}"
        ),
    ),
    "coverage-started": Template(
        ar=(
            "سجّلتك {name_ar} في الضمان اعتبارًا من {started_on} بأجر شهري (د.أ) {wage}. "
            "للاعتراض خلال 14 يومًا: فرع الضمان أو 117117"
        ),
        en=(
            "{name_en} enrolled you in social security from {started_on} at a monthly wage (JOD) "
            "of {wage}. To object within 14 days: your branch or 117117"
        ),
    ),
    "coverage-stopped": Template(
        ar=(
            "أوقفت {name_ar} اشتراكك في الضمان، وآخر يوم مشمول {stopped_on}. "
            "للاعتراض خلال 14 يومًا: فرع الضمان أو 117117"
        ),
        en=(
            "{name_en} stopped your social security cover; the last day covered is {stopped_on}. "
            "To object within 14 days: your branch or 117117"
        ),
    ),
    "batch-submitted": Template(
        ar="استُلمت إرسالية الحركات، وعدد صفوفها {rows}، ورقمها {number}",
        en="Movement batch received, {rows} rows: {number}",
    ),
    "batch-approved": Template(
        ar="قُبلت إرسالية الحركات، وعدد صفوفها {rows}، ورقمها {number}",
        en="Movement batch approved, {rows} rows: {number}",
    ),
    "batch-returned": Template(
        ar="أُعيدت إرسالية الحركات للاستكمال. السبب: {reason}. رقمها {number}",
        en="Movement batch returned for completion. Reason: {reason}. Number: {number}",
    ),
    "batch-rejected": Template(
        ar="رُفضت إرسالية الحركات. السبب: {reason}. رقمها {number}",
        en="Movement batch rejected. Reason: {reason}. Number: {number}",
    ),
    "january-file-submitted": Template(
        ar="استُلم ملف كانون الثاني {year}، وعدد العاملين {rows}، ورقمه {number}",
        en="January file of {year} received, {rows} workers: {number}",
    ),
    "january-file-accepted": Template(
        ar="قُبل ملف كانون الثاني {year}، وأجوره سارية من أول السنة، ورقمه {number}",
        en="January file of {year} accepted; its wages hold from the first of January: {number}",
    ),
    "january-file-rejected": Template(
        ar="رُفض ملف كانون الثاني {year}. السبب: {reason}. يلزم إرسال ملف آخر. رقمه {number}",
        en="January file of {year} rejected. Reason: {reason}. Send another one. Number: {number}",
    ),
    "invoice-issued": Template(
        ar="صدرت فاتورة اشتراكات {month}، تُدفع حتى {due_on}، والمستحق (د.أ) {amount_due}",
        en="Contribution bill for {month}, payable until {due_on}: JOD {amount_due}",
    ),
    "invoice-adjusted": Template(
        ar="عُدّلت فاتورة اشتراكات {month}، والفرق (د.أ) {amount_difference}، رقم التعديل {number}",
        en="Contribution bill for {month} adjusted by JOD {amount_difference}: {number}",
    ),
    "payment-reversed": Template(
        ar="عُكست دفعة (د.أ) {amount_reversed}، والمستحق الآن (د.أ) {balance_due}",
        en="Payment of JOD {amount_reversed} taken back. Now due: JOD {balance_due}",
    ),
    "payment-received": Template(
        ar="وصلت دفعة (د.أ) {amount_paid}. المتبقي (د.أ) {balance_due}",
        en="Payment received: JOD {amount_paid}. Still due: JOD {balance_due}",
    ),
    "letter-issued": Template(
        ar="صدرت براءة الذمة، صالحة حتى {valid_until}، ورقمها {number}",
        en="Clearance certificate issued, valid until {valid_until}: {number}",
    ),
    "letter-revoked": Template(
        ar="أُلغيت براءة الذمة، ورقمها {number}",
        en="Clearance certificate revoked: {number}",
    ),
    "letter-revoked-due-again": Template(
        ar="أُلغيت براءة الذمة لاستحقاق مبلغ بعد إصدارها. يظهر في الفاتورة. رقمها {number}",
        en=(
            "Clearance certificate revoked: an amount became due after its issue. "
            "See your bill. Number: {number}"
        ),
    ),
    "letter-revoked-month-held": Template(
        ar="أُلغيت براءة الذمة لأن شهرًا ينتظر أجور عاملين. يظهر في الفاتورة. رقمها {number}",
        en=(
            "Clearance certificate revoked: a month waits for the wages of workers. "
            "See your bill. Number: {number}"
        ),
    ),
}
