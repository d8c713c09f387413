"""What can be wrong with a row of movements, in both languages, with the way out."""

from collections.abc import Mapping

from chassis.findings import CELL_RULES, Rule

RULES: Mapping[str, Rule] = {
    **CELL_RULES,
    "two-identifiers": Rule(
        ar="يلزم اثنان من: الرقم الوطني، رقم التأمين، تاريخ الميلاد.",
        en="Two of national number, insurance number and birth date are needed.",
    ),
    "national-number-length": Rule(
        ar="الرقم {digits} خانات، والمطلوب 10.", en="The number has {digits} digits, 10 are needed."
    ),
    "insurance-number-form": Rule(
        ar="رقم التأمين من 4 إلى 10 خانات.", en="An insurance number has 4 to 10 digits."
    ),
    "start-missing": Rule(ar="تاريخ المباشرة مطلوب.", en="The start date is needed."),
    "start-outside-month": Rule(
        ar="تاريخ المباشرة خارج شهر الإرسالية {month}.",
        en="The start date is outside the batch's month {month}.",
    ),
    "start-in-future": Rule(
        ar="تاريخ المباشرة بعد تاريخ اليوم {today}.",
        en="The start date is after today, {today}.",
    ),
    "wage-missing": Rule(ar="الأجر الشهري مطلوب.", en="The monthly wage is needed."),
    "wage-under-minimum": Rule(
        ar="الأجر أقل من الحد الأدنى للأجور {minimum} د.أ. تصحيح الأجر أو مراجعة الفرع.",
        en="The wage is under the minimum wage of JOD {minimum}. Correct it or see the branch.",
    ),
    "twice-in-file": Rule(
        ar="الشخص نفسه في الصف {row}. حذف أحد الصفين.",
        en="The same person is in row {row}. Remove one of the rows.",
    ),
    "not-in-registry": Rule(
        ar="لا يوجد شخص بهذه البيانات في السجل المدني. التحقق من الرقم وتاريخ الميلاد.",
        en="The civil registry has nobody with these data. Check the number and birth date.",
    ),
    "birth-date-differs": Rule(
        ar="تاريخ الميلاد يخالف السجل المدني.",
        en="The birth date differs from the civil registry.",
    ),
    "insurance-number-differs": Rule(
        ar="رقم التأمين لا يعود لهذا الشخص.",
        en="The insurance number does not belong to this person.",
    ),
    "deceased": Rule(ar="الشخص متوفى في السجل المدني.", en="The civil registry has a death."),
    "under-age": Rule(
        ar="العمر أقل من {years} سنة في تاريخ المباشرة.",
        en="Under {years} years of age on the start date.",
    ),
    "already-covered": Rule(
        ar="مشمول لدى منشأتكم في هذا التاريخ منذ {since}.",
        en="Already covered at your establishment on that date, since {since}.",
    ),
    "insurance-number-missing": Rule(ar="رقم التأمين مطلوب.", en="The insurance number is needed."),
    "last-day-missing": Rule(ar="تاريخ آخر يوم عمل مطلوب.", en="The last day of work is needed."),
    "stop-reason-missing": Rule(ar="سبب الإيقاف مطلوب.", en="The stop reason is needed."),
    "not-covered-here": Rule(
        ar="العامل غير مشمول لدى هذه المنشأة.", en="The worker is not covered here."
    ),
    "already-stopped": Rule(ar="تم إيقاف العامل سابقًا.", en="The worker was stopped before."),
    "stop-waits": Rule(
        ar="يوجد إيقاف لهذا العامل قيد المراجعة.", en="A stop of this worker is under review."
    ),
    "stop-before-start": Rule(
        ar="تاريخ الإيقاف قبل تاريخ المباشرة {started}.",
        en="The last day is before the start date {started}.",
    ),
    "stop-in-future": Rule(
        ar="تاريخ الإيقاف بعد تاريخ اليوم {today}.", en="The last day is after today, {today}."
    ),
    "stop-reason-unknown": Rule(
        ar="سبب الإيقاف غير موجود في القائمة.", en="The reason is not on the list of reasons."
    ),
}
