"""The texts of the pages about the January file, in both languages; Arabic is the source."""

from services.portal.texts import Text

WAGE_TEXTS: dict[str, Text] = {
    "wages": Text("الرواتب", "Wages"),
    "wages-title": Text("رواتب كانون الثاني {year}", "January wages of {year}"),
    "wages-queue": Text("ملفات الرواتب", "Wage files"),
    "wages-rules": Text(
        "صف لكل من كان على رأس عمله في كانون الثاني {year}، وأجر ذلك الشهر. يُقبل الملف كاملًا أو "
        "لا يُرسل.",
        "One row for everybody in service in January {year}, with the wage of that month. The file "
        "is sent whole or not at all.",
    ),
    "wages-count": Text("عدد العاملين في الملف", "Workers in the file"),
    "wages-due": Text("آخر موعد للإرسال", "To be sent by"),
    "wages-standing": Text("الملف المرسل", "The file as sent"),
    "wages-none": Text(
        "لم يكن أحد على رأس عمله في كانون الثاني {year}: لا يلزم ملف.",
        "Nobody was in service in January {year}: no file is needed.",
    ),
    "wages-template": Text(
        "تنزيل ملف العاملين لكانون الثاني {year} (xlsx)",
        "Download the file of workers of January {year} (xlsx)",
    ),
    "wages-upload": Text("رفع الملف بعد تعبئته", "Upload the filled-in file"),
    "wages-earlier": Text("كانون الثاني {year}", "January {year}"),
    "year": Text("السنة", "Year"),
    "wages-files": Text("ملفات كانون الثاني", "January files"),
    "wages-files-empty": Text(
        "لا توجد ملفات بعد. يظهر الملف هنا بعد رفعه.",
        "No files yet. A file appears here once it is uploaded.",
    ),
    "wages-file": Text("ملف كانون الثاني {year}", "January file of {year}"),
    "wages-file-number": Text(
        "ملف كانون الثاني {year}، رقم {number}", "January file of {year}, number {number}"
    ),
    "file-number": Text("رقم الملف", "File number"),
    "open-file": Text("فتح", "Open"),
    "not-sent": Text("لم يُرسل", "Not sent"),
    "wages-counts": Text(
        "الصفوف: {rows} · فيها أخطاء: {faulty} · عاملون دون صف: {missing} · أسئلة: {questioned}",
        "Rows: {rows} · faulty: {faulty} · workers without a row: {missing} · questions: "
        "{questioned}",
    ),
    "wages-not-whole": Text(
        "لا يُرسل الملف قبل تصحيحه وإكماله. في الملف مع الملاحظات صفوف جاهزة لمن لا صف له.",
        "The file is not sent before it is corrected and complete. The workbook with remarks has "
        "rows ready for those without one.",
    ),
    "wages-missing": Text("عاملون لا صف لهم في الملف", "Workers without a row in the file"),
    "wages-questions": Text(
        "أجور تغيّرت كثيرًا: هل هي صحيحة؟", "Wages that changed a lot: are they right?"
    ),
    "wages-questions-send": Text(
        "بالإرسال تؤكدون هذه الأجور. الأسئلة لا تمنع الإرسال.",
        "By sending you confirm these wages. Questions do not stop the file.",
    ),
    "wage-before": Text("آخر أجر معروف", "Wage last known"),
    "wage-now": Text("أجر كانون الثاني", "January wage"),
    "wages-rows": Text("الأجور في الملف", "Wages in the file"),
    "wages-effect": Text("الأثر على الفواتير", "Effect on the bills"),
    "wages-effect-months": Text("الأشهر المنتهية", "Months that are over"),
    "wages-no-effect": Text(
        "لم ينتهِ شهر من هذه السنة بعد: لا فاتورة تتغيّر.",
        "No month of this year is over yet: no bill changes.",
    ),
    "wages-billed": Text("صدرت: يكون الفرق تعديلًا", "Billed: the difference is an adjustment"),
    "wages-not-billed": Text("لم تصدر بعد", "Not billed yet"),
    "wages-difference": Text("الفرق في المجموع: {amount}.", "Difference in all: {amount}."),
    "question": Text("السؤال", "Question"),
    "questions": Text("أسئلة", "Questions"),
    "wages-next": Text(
        "يراجع الفرع الملف ثم تصل رسالة بالقرار. يمكن إرسال ملف مصحَّح قبل القرار: يحل محل هذا.",
        "The branch reviews the file; a message tells the decision. A corrected file sent before "
        "that takes its place.",
    ),
    "wages-in-force": Text(
        "هذه الأجور سارية من أول السنة. ما صدرت فاتورته يُعدَّل.",
        "These wages hold from the first of January. Months billed already are adjusted.",
    ),
    "wages-replaces": Text("يحل محل ملف سابق", "Takes the place of an earlier file"),
    "wages-queue-empty": Text(
        "لا توجد ملفات رواتب بانتظار القرار.", "No wage files are waiting for a decision."
    ),
    "wages-to-review": Text("ملفات رواتب بانتظار القرار: {count}", "Wage files waiting: {count}"),
    "shown-first": Text(
        "المعروض أول {shown} من {total}.", "The first {shown} of {total} are shown."
    ),
    "accept": Text("قبول", "Accept"),
    "reason-rejected": Text(
        "السبب (عند الرفض؛ يظهر للمنشأة)", "Reason (to reject; shown to the establishment)"
    ),
    "january-checking": Text("قيد الفحص", "Checking"),
    "january-ready": Text("مفحوص، لم يُرسل", "Checked, not sent"),
    "january-faulty": Text("يحتاج تصحيحًا", "Needs correction"),
    "january-refused": Text("لم يُقبل", "Not accepted"),
    "january-under_review": Text("قيد المراجعة", "Under review"),
    "january-superseded": Text("حل محله ملف آخر", "Replaced by another"),
    "january-accepted": Text("مقبول", "Accepted"),
    "january-rejected": Text("مرفوض", "Rejected"),
}
