"""What can be wrong with a January file, and what is asked about it, in both languages."""

from collections.abc import Mapping

from chassis.findings import CELL_RULES, Rule

RULES: Mapping[str, Rule] = {
    **CELL_RULES,
    "insurance-number-missing": Rule(ar="رقم التأمين مطلوب.", en="The insurance number is needed."),
    "not-in-january": Rule(
        ar="لا يوجد بهذا الرقم عامل كان على رأس عمله لديكم في كانون الثاني {year}. حذف الصف أو "
        "تصحيح الرقم.",
        en="Nobody with this number was in service with you in January {year}. Remove the row or "
        "correct the number.",
    ),
    "twice-in-file": Rule(
        ar="الشخص نفسه في الصف {row}. حذف أحد الصفين.",
        en="The same person is in row {row}. Remove one of the rows.",
    ),
    "wage-missing": Rule(
        ar="أجر كانون الثاني {year} مطلوب.", en="The wage of January {year} is needed."
    ),
    "wage-under-minimum": Rule(
        ar="الأجر أقل من الحد الأدنى للأجور في كانون الثاني {year}، وهو {minimum} د.أ. تصحيح الأجر "
        "أو مراجعة الفرع.",
        en="The wage is under the minimum wage of January {year}, JOD {minimum}. Correct it or see "
        "the branch.",
    ),
    "missing-from-file": Rule(
        ar="كان على رأس عمله في كانون الثاني {year} ولا صف له في الملف. إضافة صف بأجره.",
        en="In service in January {year}, but without a row. Add a row with the wage.",
    ),
}

QUESTIONS: Mapping[str, Rule] = {
    "wage-change": Rule(
        ar="تغيّر الأجر من {before} إلى {after} د.أ، أي بأكثر من \u2066{percent}%\u2069. "
        "هل هذا صحيح؟",
        en="The wage went from JOD {before} to {after}, a change of more than {percent}%. Is that "
        "right?",
    ),
}
