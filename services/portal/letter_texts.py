"""The texts of the pages about letters, in both languages; Arabic is the source."""

from services.portal.texts import Text

LETTER_TEXTS: dict[str, Text] = {
    "letters": Text("الكتب", "Letters"),
    # asking for a clearance certificate
    "clearance": Text("براءة ذمة", "Clearance certificate"),
    "clearance-rule": Text(
        "تصدر براءة الذمة إذا لم يكن على المنشأة مبلغ مستحق، ولو لم يحن موعد دفعه، ولا شهر ينتظر "
        "أجور عاملين. تُسأل خدمة الفوترة لحظة الإصدار.",
        "A clearance certificate is issued when nothing is owed, also nothing that is not payable "
        "yet, and no month waits for wages. Billing is asked at the moment of issue.",
    ),
    "clearance-ask": Text("طلب براءة ذمة", "Ask for a clearance certificate"),
    "clearance-again": Text("طلب جديد", "Ask again"),
    "letters-empty": Text(
        "لا توجد طلبات بعد. تظهر هنا الطلبات والكتب الصادرة.",
        "No requests yet. Requests and issued letters appear here.",
    ),
    "letters-table": Text("الطلبات والكتب", "Requests and letters"),
    "asked-at": Text("وقت الطلب", "Asked"),
    "letter-number": Text("رقم الكتاب", "Letter number"),
    "letter-issued-on": Text("تاريخ الإصدار", "Issued on"),
    "letter-valid-until": Text("صالح حتى", "Valid until"),
    # pending
    "clearance-pending": Text("تُسأل خدمة الفوترة الآن.", "Billing is being asked."),
    "clearance-waits": Text(
        "لا تجيب خدمة الفوترة منذ {moment}. الطلب محفوظ ويُستكمل وحده عند عودتها.",
        "Billing has not answered since {moment}. The request is kept and goes on by itself.",
    ),
    # refused
    "clearance-refused": Text("لم تصدر براءة الذمة", "No certificate was issued"),
    "clearance-owed": Text("المستحق على المنشأة", "Owed by the establishment"),
    "clearance-as-of": Text("بحسب السجل المالي في {moment}", "By the books of {moment}"),
    "clearance-dues": Text("ما يمنع الإصدار", "What stands in the way"),
    "amount-open": Text("غير المدفوع (د.أ)", "Not paid (JOD)"),
    "clearance-held": Text(
        "شهر {month} ينتظر أجور عاملين، ولا يُعرف ما يستحق عنه.",
        "The month {month} waits for the wages of workers: what it comes to is not known.",
    ),
    "clearance-way-out": Text(
        "بعد الدفع يصدر الكتاب بطلب جديد.", "After payment a new request gives the letter."
    ),
    # issued
    "letter-download": Text("تنزيل الكتاب (PDF)", "Download the letter (PDF)"),
    "letter-printing": Text("يُجهَّز ملف الكتاب الآن.", "The letter's file is being made."),
    "letter-verify": Text("صفحة التحقق من هذا الكتاب", "Page that verifies this letter"),
    "letter-hash": Text("بصمة المضمون", "Fingerprint of the content"),
    "letter-why-due-again": Text(
        "أُلغي هذا الكتاب في {day} لاستحقاق مبلغ بعد إصداره.",
        "This letter was revoked on {day}: an amount became due after its issue.",
    ),
    "letter-why-month-held": Text(
        "أُلغي هذا الكتاب في {day} لأن شهرًا ينتظر أجور عاملين.",
        "This letter was revoked on {day}: a month waits for the wages of workers.",
    ),
    "state-pending": Text("قيد الفحص", "Checking"),
    "state-not-issued": Text("لم يصدر", "Not issued"),
    "state-issued": Text("صادر", "Issued"),
    "state-valid": Text("ساري المفعول", "In force"),
    "state-expired": Text("منتهي الصلاحية", "Expired"),
    "state-revoked": Text("ملغى", "Revoked"),
    # verification
    "verify": Text("التحقق من كتاب", "Check a letter"),
    "verify-hint": Text(
        "بمسح رمز QR المطبوع على الكتاب، أو بإدخال رقمه هنا.",
        "Scan the QR code on the letter, or enter its number here.",
    ),
    "verify-number": Text("رقم الكتاب (مثال: {example})", "Letter number (for example {example})"),
    "verify-holder": Text(
        "آخر 3 أرقام من رقم المنشأة", "Last 3 digits of the establishment number"
    ),
    "verify-go": Text("التحقق", "Check"),
    "verify-checking": Text("يُفحص توقيع الكتاب.", "The letter's signature is being checked."),
    "stands-valid": Text(
        "كتاب صحيح، صادر عن المؤسسة في {day}", "Valid letter, issued by the corporation on {day}"
    ),
    "stands-revoked": Text("كتاب ملغى منذ {day}", "Revoked letter, since {day}"),
    "stands-expired": Text(
        "كتاب صادر عن المؤسسة، انتهت صلاحيته في {day}",
        "Letter of the corporation, expired on {day}",
    ),
    "stands-unknown": Text("لا يوجد كتاب بهذا الرقم", "There is no letter with this number"),
    "stands-unknown-way": Text(
        "يلزم التأكد من رقم الكتاب ومن آخر 3 أرقام من رقم المنشأة كما طُبعت عليه.",
        "Check the letter's number and the last 3 digits of the establishment number on it.",
    ),
    "stands-forged": Text("توقيع الكتاب غير صحيح", "The letter's signature does not hold"),
    "stands-forged-way": Text(
        "لم يصدر هذا الرمز عن المؤسسة، أو تغيّر فيه شيء. لا يُعتمد عليه.",
        "This code is not the corporation's, or something in it was changed. Do not rely on it.",
    ),
    "stands-signed": Text(
        "توقيع صحيح، صادر عن المؤسسة في {day}", "Genuine signature, issued on {day}"
    ),
    "stands-signed-way": Text(
        "تعذّر السؤال عن حالة الكتاب الآن، وقد يكون أُلغي بعد إصداره. "
        "إعادة المحاولة عند توفر الاتصال.",
        "Its standing could not be asked now, and it may have been revoked since. Try again "
        "when there is a connection.",
    ),
    "stands-keyless": Text("تعذّر فحص التوقيع", "The signature could not be checked"),
    "stands-keyless-way": Text(
        "لم يصل مفتاح المؤسسة، أو لا يدعم المتصفح الفحص. يمكن التحقق برقم الكتاب.",
        "The corporation's key did not arrive, or this browser cannot check it. Use the number.",
    ),
    "verify-kind": Text("نوع الكتاب", "Kind of letter"),
    "verify-owner": Text("المنشأة", "Establishment"),
    "verify-as-of": Text("الحالة في {moment}", "As of {moment}"),
}
