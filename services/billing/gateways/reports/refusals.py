"""Why a file about a settlement day is not read. Nothing of a refused file is kept on the books."""

from typing import Final

from chassis.errors import Message, Refusal

_NEW_EXPORT_AR: Final = "تنزيل الملف من مصدره من جديد ورفعه كما هو."
_NEW_EXPORT_EN: Final = "Download the file from its source again and upload it unchanged."
_ASK_HUB_AR: Final = "طلب ملف صحيح من مشغّل إي فواتيركم."
_ASK_HUB_EN: Final = "Ask the operator of eFAWATEERcom for a right file."
_ASK_BANK_AR: Final = "طلب كشف صحيح من البنك."
_ASK_BANK_EN: Final = "Ask the bank for a right statement."


class EmptyFile(Refusal):
    """Nothing in it, or blanks only."""

    message = Message(
        ar="الملف فارغ.", en="The file is empty.", fix_ar=_NEW_EXPORT_AR, fix_en=_NEW_EXPORT_EN
    )


class FileTooLarge(Refusal):
    """More bytes than a file may have."""

    status = 413
    message = Message(
        ar="حجم الملف يتجاوز {mebibytes} ميغابايت.",
        en="The file is larger than {mebibytes} MB.",
        fix_ar="طلب ملف ليوم واحد فقط.",
        fix_en="Ask for a file of one day only.",
    )


class NotText(Refusal):
    """Bytes that are no text in the agreed encoding."""

    message = Message(
        ar="الملف ليس نصًا بالترميز المتفق عليه ({encoding}).",
        en="The file is no text in the agreed encoding ({encoding}).",
        fix_ar=_NEW_EXPORT_AR,
        fix_en=_NEW_EXPORT_EN,
    )


class ColumnsNotFound(Refusal):
    """The head lacks columns of the mapping profile, or names one of them twice."""

    message = Message(
        ar="أعمدة الملف لا توافق نموذج القراءة «{profile}». غير موجود: \u2066{missing}\u2069. "
        "الموجود: \u2066{found}\u2069.",
        en='The columns do not fit the mapping profile "{profile}". Missing: {missing}. '
        "Found: {found}.",
        fix_ar="اختيار نموذج القراءة الصحيح، أو طلب إضافة نموذج للشكل الجديد.",
        fix_en="Choose the right mapping profile, or have one added for the new form.",
    )


class NoLines(Refusal):
    """The columns are there, and nothing under them."""

    message = Message(
        ar="لا توجد أسطر في الملف.",
        en="There are no lines in the file.",
        fix_ar=_NEW_EXPORT_AR,
        fix_en=_NEW_EXPORT_EN,
    )


class TooManyLines(Refusal):
    """More lines than one file may have."""

    message = Message(
        ar="عدد الأسطر يتجاوز {most}.",
        en="There are more than {most} lines.",
        fix_ar="طلب ملف ليوم واحد فقط.",
        fix_en="Ask for a file of one day only.",
    )


class FaultyLines(Refusal):
    """Lines that cannot be read: a file with money in it is taken whole or not at all."""

    message = Message(
        ar="تعذرت قراءة {count} من الأسطر. "
        "الأول: السطر {line}، العمود {column}، القيمة «\u2066{value}\u2069».",
        en="{count} lines cannot be read. "
        'The first: line {line}, column {column}, value "{value}".',
        fix_ar=_NEW_EXPORT_AR,
        fix_en=_NEW_EXPORT_EN,
    )


class SeveralDays(Refusal):
    """A report of more than one settlement day."""

    message = Message(
        ar="في التقرير أكثر من يوم تسوية: \u2066{days}\u2069.",
        en="The report holds more than one settlement day: {days}.",
        fix_ar="طلب تقرير لكل يوم على حدة.",
        fix_en="Ask for a report of each day.",
    )


class TotalMissing(Refusal):
    """The closing row that the profile demands is not there: the file may be cut off."""

    message = Message(
        ar="سطر المجموع «{mark}» غير موجود في آخر التقرير.",
        en='The closing row "{mark}" is missing at the end of the report.',
        fix_ar=_NEW_EXPORT_AR,
        fix_en=_NEW_EXPORT_EN,
    )


class TotalDoesNotAddUp(Refusal):
    """The closing row names another sum than the lines make."""

    message = Message(
        ar="مجموع الأسطر \u2066{summed}\u2069 لا يساوي المجموع المذكور \u2066{stated}\u2069.",
        en="The lines add up to {summed}, the report states {stated}.",
        fix_ar=_ASK_HUB_AR,
        fix_en=_ASK_HUB_EN,
    )


class ForeignReport(Refusal):
    """Not one line is about our biller code."""

    message = Message(
        ar="كل أسطر التقرير لجهات أخرى (\u2066{billers}\u2069). رمز المؤسسة \u2066{ours}\u2069.",
        en="Every line of the report is of another biller ({billers}). Our code is {ours}.",
        fix_ar=_ASK_HUB_AR,
        fix_en=_ASK_HUB_EN,
    )


class NotXml(Refusal):
    """Said to be XML, and is not well-formed."""

    message = Message(
        ar="الملف ليس XML سليمًا.",
        en="The file is not well-formed XML.",
        fix_ar=_NEW_EXPORT_AR,
        fix_en=_NEW_EXPORT_EN,
    )


class EntitiesInXml(Refusal):
    """A document type definition: entities are never read."""

    message = Message(
        ar="في الملف تعريف DTD أو كيانات، وهي لا تُقرأ.",
        en="The file has a DTD or entities, which are never read.",
        fix_ar=_ASK_BANK_AR,
        fix_en=_ASK_BANK_EN,
    )


class NotAStatement(Refusal):
    """Well-formed, and no statement that we know."""

    message = Message(
        ar="الملف ليس كشف حساب بإحدى الصيغ CAMT.053 أو MT940 (\u2066{what}\u2069).",
        en="The file is no statement in the form CAMT.053 or MT940 ({what}).",
        fix_ar=_ASK_BANK_AR,
        fix_en=_ASK_BANK_EN,
    )


class SeveralStatements(Refusal):
    """More than one statement in a file."""

    message = Message(
        ar="في الملف {count} كشوف، والمطلوب كشف واحد.",
        en="There are {count} statements in the file, one is wanted.",
        fix_ar="رفع كل كشف في ملف.",
        fix_en="Upload each statement as a file of its own.",
    )


class OtherCurrency(Refusal):
    """A statement in another currency than the dinar."""

    message = Message(
        ar="عملة الكشف {currency}، وحساب التسوية بالدينار الأردني.",
        en="The statement is in {currency}, the settlement account is in JOD.",
        fix_ar="اختيار كشف حساب التسوية.",
        fix_en="Choose the statement of the settlement account.",
    )


class OtherAccount(Refusal):
    """A statement of another account than the one the hub settles into."""

    message = Message(
        ar="الكشف للحساب \u2066{told}\u2069، وحساب التسوية \u2066{ours}\u2069.",
        en="The statement is of account {told}, the settlement account is {ours}.",
        fix_ar="اختيار كشف حساب التسوية.",
        fix_en="Choose the statement of the settlement account.",
    )


class BalancesDoNotAddUp(Refusal):
    """Opening balance and entries do not lead to the closing balance."""

    message = Message(
        ar="الرصيد الافتتاحي مع الحركات يساوي \u2066{summed}\u2069، "
        "والرصيد الختامي المذكور \u2066{stated}\u2069.",
        en="Opening balance and entries make {summed}, the statement closes at {stated}.",
        fix_ar=_ASK_BANK_AR,
        fix_en=_ASK_BANK_EN,
    )
