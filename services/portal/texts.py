"""Every text of the portal in both languages; Arabic is the source."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """One text; `{fact}` places a fact."""

    ar: str
    en: str


MONTHS = (
    Text("كانون الثاني", "January"),
    Text("شباط", "February"),
    Text("آذار", "March"),
    Text("نيسان", "April"),
    Text("أيار", "May"),
    Text("حزيران", "June"),
    Text("تموز", "July"),
    Text("آب", "August"),
    Text("أيلول", "September"),
    Text("تشرين الأول", "October"),
    Text("تشرين الثاني", "November"),
    Text("كانون الأول", "December"),
)

TEXTS: dict[str, Text] = {
    "daman": Text("ضمان", "Daman"),
    "skip": Text("الانتقال إلى المحتوى", "Skip to content"),
    "other-language": Text("English", "العربية"),
    "sign-out": Text("خروج", "Sign out"),
    "sign-in": Text("دخول", "Sign in"),
    "acting-for": Text("العمل نيابةً عن:", "Acting for:"),
    "establishment-number": Text("رقم المنشأة", "Establishment number"),
    "help-line": Text("المساعدة: 117117", "Help: 117117"),
    "error-mark": Text("خطأ:", "Error:"),
    "lagging": Text(
        "قُبلت آخر عملية لك، ولم تظهر كلها في هذه الصفحة بعد.",
        "Your last action was accepted; not all of it shows on this page yet.",
    ),
    "look-again": Text("تحديث الصفحة", "Look again"),
    "nav": Text("أقسام الخدمة", "Sections"),
    "home": Text("الرئيسية", "Home"),
    "workers": Text("العاملون", "Workers"),
    "movements": Text("الحركات", "Movements"),
    "bill": Text("الفاتورة والدفع", "Bill and payment"),
    "inbox": Text("الرسائل", "Inbox"),
    "queue": Text("قائمة المراجعة", "Review queue"),
    "closing": Text("إغلاق الشهر", "Month closing"),
    "timeline": Text("سجل الأحداث", "Timeline"),
    "back": Text("رجوع", "Back"),
    # signing in
    "sign-in-kind": Text("نوع الحساب", "Kind of account"),
    "kind-individual": Text("فرد", "Individual"),
    "kind-establishment": Text("منشأة", "Establishment"),
    "kind-staff": Text("موظف المؤسسة", "Staff of the corporation"),
    "login-id": Text(
        "الرقم الوطني أو الشخصي أو رقم المنشأة أو رمز الدخول",
        "National, personal or establishment number, or login id",
    ),
    "password": Text("كلمة السر", "Password"),
    "code-title": Text("رمز التحقق", "Verification code"),
    "code-sent": Text(
        "أُرسل إلى الهاتف المنتهي بـ {ending}. صالح 5 دقائق.",
        "Sent to the phone that ends in {ending}. Valid for 5 minutes.",
    ),
    "confirm": Text("تأكيد", "Confirm"),
    "recover-link": Text("نسيت كلمة السر", "Forgot password"),
    "recover-title": Text("استرجاع كلمة السر", "A new password"),
    "recover-hint": Text(
        "يصل رمز تحقق برسالة إلى الهاتف المسجل في الحساب.",
        "A verification code comes by message to the phone on file.",
    ),
    "recover-sent": Text(
        "إن كان الحساب مسجلًا، فقد أُرسل الرمز إلى هاتفه. صالح 5 دقائق.",
        "If there is such an account, the code was sent to its phone. Valid for 5 minutes.",
    ),
    "recover-branch": Text(
        "إذا تغيّر رقم الهاتف: زيارة الفرع مع إثبات الشخصية.",
        "If the phone has changed: visit the branch with proof of identity.",
    ),
    "send-code": Text("إرسال رمز التحقق", "Send the code"),
    "new-password": Text("كلمة السر الجديدة", "New password"),
    "present-password": Text("كلمة السر الحالية", "Present password"),
    "password-rule": Text(
        "8 خانات فأكثر من حروف وأرقام ورموز، وليست من الكلمات الشائعة.",
        "8 or more letters, digits and symbols, and not one of the well-known ones.",
    ),
    "save-password": Text("حفظ كلمة السر", "Save the password"),
    "recovered-title": Text("حُفظت كلمة السر", "The password is saved"),
    "recovered": Text(
        "انتهت كل الجلسات المفتوحة لهذا الحساب. الدخول الآن بكلمة السر الجديدة.",
        "Every open session of this account has ended. Sign in with the new password.",
    ),
    "account": Text("الحساب", "Account"),
    "change-password": Text("تغيير كلمة السر", "Change the password"),
    "password-changed": Text(
        "تغيّرت كلمة السر، وانتهت الجلسات الأخرى.",
        "The password was changed, and the other sessions have ended.",
    ),
    "desk": Text("خدمة المراجعين", "Branch desk"),
    "desk-recovery": Text(
        "فتح استرجاع كلمة السر أو التفعيل", "Open password recovery or activation again"
    ),
    "desk-recovery-hint": Text(
        "لمن أغلقته الرموز الخاطئة، بعد التحقق من شخصيته.",
        "For somebody whom wrong codes have closed out, once his identity was checked.",
    ),
    "desk-reopen": Text("فتح الاسترجاع", "Open it"),
    "desk-reopened": Text(
        "أصبح الاسترجاع والتفعيل متاحين.", "Password recovery and activation are open again."
    ),
    "code-again": Text("لم يصلني الرمز: البدء من جديد", "No code came: start again"),
    # home
    "due-now": Text("المستحق الآن", "Due now"),
    "due-until": Text("يُدفع حتى {day}", "Payable until {day}"),
    "nothing-due": Text("لا يوجد مبلغ مستحق.", "Nothing is due."),
    "see-bill": Text("عرض الفاتورة", "See the bill"),
    "under-review": Text("حركات قيد المراجعة: {count}", "Movements under review: {count}"),
    "unread": Text("رسائل غير مقروءة: {count}", "Unread messages: {count}"),
    "business-date": Text("تاريخ العمل: {day}", "Business date: {day}"),
    "sandbox-hint": Text(
        "هذه منشأة تجريبية: ينتقل تاريخ عملها إلى الأمام، وتصدر فواتير الأشهر المنتهية.",
        "This is a sandbox: its business date can go forward, and months that end are billed.",
    ),
    "sandbox-to": Text("الانتقال إلى تاريخ (سنة-شهر-يوم)", "Go to a date (year-month-day)"),
    "sandbox-go": Text("انتقال", "Go"),
    "to-review": Text("إرساليات بانتظار القرار: {count}", "Batches waiting: {count}"),
    "welcome-staff": Text("أهلًا، {name}", "Welcome, {name}"),
    # workbooks
    "enrol": Text("تسجيل عاملين وإيقافهم", "Enrol and stop workers"),
    "upload-title": Text("رفع ملف الحركات", "Upload a workbook of movements"),
    "upload-rules": Text(
        "ورقة للتسجيل: صف لكل عامل، مع اثنين على الأقل من: الرقم الوطني، رقم التأمين، تاريخ "
        "الميلاد؛ تُجلب بقية البيانات من السجل المدني. وورقة للإيقاف فيها عاملو المنشأة: يُكتب "
        "آخر يوم عمل والسبب لمن يغادر فقط.",
        "A sheet of enrolments: one row a worker, with at least two of national number, insurance "
        "number and birth date; the rest is fetched from the civil registry. A sheet of stops "
        "lists your workers: fill in the last day and the reason for those who leave.",
    ),
    "template-link": Text(
        "تنزيل النموذج مع عاملي المنشأة (xlsx)", "Download the template with your workers (xlsx)"
    ),
    "sheet": Text("الورقة", "Sheet"),
    "row-start": Text("تسجيل", "Enrolment"),
    "row-stop": Text("إيقاف", "Stop"),
    "date": Text("التاريخ", "Date"),
    "remark": Text("ملاحظة", "Remark"),
    "none": Text("—", "—"),
    "effect-title": Text("الأثر على فاتورة الشهر", "Effect on the month's bill"),
    "effect-pending": Text(
        "يُحسب الأثر الآن. يمكن الإرسال دونه.",
        "The effect is being worked out. You may send without it.",
    ),
    "workers-in": Text("عاملون يدخلون", "Workers in"),
    "workers-out": Text("عاملون يخرجون", "Workers out"),
    "bill-before": Text("الفاتورة اليوم", "The bill today"),
    "bill-after": Text("الفاتورة بعد القبول", "The bill after approval"),
    "bill-difference": Text("الفرق", "Difference"),
    "effect-missing": Text(
        "دون عاملين لم يُعلن أجرهم بعد: {count}", "Without workers whose wage is missing: {count}"
    ),
    "effect-draft": Text(
        "تقدير حتى قرار الموظف: إذا تغير شيء سمّته الفاتورة.",
        "An estimate until the officer decides: if anything changes, the bill names it.",
    ),
    "effect-billed": Text(
        "صدرت فاتورة هذا الشهر: يكون الفرق تعديلًا عليها.",
        "This month has its bill: the difference becomes an adjustment of it.",
    ),
    "as-of": Text("حتى {moment}.", "As of {moment}."),
    "file": Text("الملف (xlsx، حتى 10 ميغابايت)", "File (xlsx, up to 10 MB)"),
    "month": Text("الشهر (مثال: {example})", "Month (for example {example})"),
    "file-name": Text("اسم الملف", "File name"),
    "uploaded-at": Text("وقت الرفع", "Uploaded"),
    "upload": Text("رفع الملف وفحصه", "Upload and check"),
    "checking": Text("يُفحص الملف الآن.", "The file is being checked."),
    "checking-next": Text(
        "تُحدَّث الصفحة وحدها. يمكن مغادرتها والعودة إليها.",
        "This page refreshes by itself. You may leave it and come back.",
    ),
    "refresh": Text("تحديث", "Refresh"),
    "verdict-title": Text("نتيجة الفحص", "Verdict"),
    "verdict-counts": Text(
        "{total} صفوف: {good} جاهزة، {faulty} فيها أخطاء",
        "{total} rows: {good} ready, {faulty} faulty",
    ),
    "nothing-sent": Text("لم يُرسل شيء بعد.", "Nothing has been sent yet."),
    "file-refused": Text("لم يُقبل الملف", "The file was not accepted"),
    "row": Text("الصف", "Row"),
    "column": Text("العمود", "Column"),
    "value": Text("القيمة في الملف", "Value in the file"),
    "problem": Text("الخطأ والحل", "Problem and fix"),
    "faulty-rows": Text("الصفوف التي فيها أخطاء", "Faulty rows"),
    "returned-link": Text("تنزيل الملف مع الملاحظات", "Download the workbook with remarks"),
    "upload-corrected": Text("رفع ملف مصحَّح", "Upload a corrected file"),
    "leave-out": Text(
        "إرسال الصفوف الجاهزة دون الصفوف التي فيها أخطاء",
        "Send the ready rows without the faulty ones",
    ),
    "send": Text("إرسال إلى الفرع", "Send to the branch"),
    "already-sent": Text("أُرسل هذا الملف. لم يتغير شيء.", "This file was sent. Nothing changed."),
    "see-batch": Text("عرض الإرسالية", "See the batch"),
    "empty-cell": Text("خلية فارغة", "Empty cell"),
    "col-": Text("الصف كله", "Whole row"),
    "col-national_number": Text("الرقم الوطني / الشخصي", "National / personal number"),
    "col-insurance_number": Text("رقم التأمين", "Insurance number"),
    "col-birth_date": Text("تاريخ الميلاد", "Birth date"),
    "col-name": Text("الاسم", "Name"),
    "col-started_on": Text("تاريخ المباشرة", "Start date"),
    "col-wage": Text("الأجر الشهري", "Monthly wage"),
    "col-hazardous": Text("مهنة خطرة", "Hazardous occupation"),
    "col-phone": Text("رقم الهاتف", "Phone"),
    "col-covered_since": Text("مشمول منذ", "Covered since"),
    "col-stopped_on": Text("آخر يوم عمل", "Last day of work"),
    "col-reason": Text("سبب الإيقاف", "Stop reason"),
    # batches
    "parts": Text("أجزاء القائمة", "Parts of the list"),
    "first-part": Text("بداية القائمة", "Beginning of the list"),
    "next-part": Text("التالي", "Next"),
    "batches-empty": Text(
        "لا توجد إرساليات بعد. تظهر هنا بعد رفع ملف وإرساله.",
        "No batches yet. They appear here after a workbook is sent.",
    ),
    "batch": Text("إرسالية {number}", "Batch {number}"),
    "batch-number": Text("رقم الإرسالية", "Batch number"),
    "kind": Text("النوع", "Kind"),
    "kind-enrolment": Text("تسجيل", "Enrolment"),
    "kind-stop": Text("إيقاف", "Stop"),
    "kind-mixed": Text("تسجيل وإيقاف", "Enrolment and stop"),
    "month-of": Text("الشهر", "Month"),
    "rows": Text("عدد الصفوف", "Rows"),
    "state": Text("الحالة", "State"),
    "sent-at": Text("وقت الإرسال", "Sent"),
    "file-hash": Text("بصمة الملف", "File fingerprint"),
    "reason": Text("السبب", "Reason"),
    "person": Text("العامل", "Worker"),
    "employer": Text("المنشأة", "Establishment"),
    "since": Text("من", "From"),
    "last-day": Text("آخر يوم عمل (سنة-شهر-يوم)", "Last day (year-month-day)"),
    "until": Text("حتى", "Until"),
    "yes": Text("نعم", "Yes"),
    "no": Text("لا", "No"),
    "what-next": Text(
        "يراجع الفرع الإرسالية ثم تصل رسالة بالقرار.",
        "The branch reviews the batch; a message tells the decision.",
    ),
    "state-under_review": Text("قيد المراجعة", "Under review"),
    "state-approved": Text("مقبولة", "Approved"),
    "state-returned": Text("معادة للاستكمال", "Returned"),
    "state-rejected": Text("مرفوضة", "Rejected"),
    "state-due": Text("مستحقة", "Due"),
    "state-paid": Text("مدفوعة", "Paid"),
    "state-running": Text("قيد التنفيذ", "Running"),
    "state-done": Text("منجز", "Done"),
    # workers
    "workers-empty": Text(
        "لا يوجد عاملون مشمولون بعد. يظهرون هنا بعد قبول إرسالية تسجيل.",
        "Nobody is covered yet. Workers appear here after an enrolment is approved.",
    ),
    "stop-worker": Text("إيقاف عامل", "Stop a worker"),
    "choose-worker": Text("العامل الذي يغادر", "The worker who leaves"),
    "send-stop": Text("إرسال الإيقاف", "Send the stop"),
    # officer
    "queue-empty": Text(
        "لا توجد إرساليات بانتظار القرار.", "No batches are waiting for a decision."
    ),
    "decision": Text("القرار", "Decision"),
    "approve": Text("قبول", "Approve"),
    "return": Text("إعادة للاستكمال", "Return"),
    "reject": Text("رفض", "Reject"),
    "reason-shown": Text(
        "السبب (عند الإعادة أو الرفض؛ يظهر للمنشأة)",
        "Reason (to return or reject; shown to the establishment)",
    ),
    "record-decision": Text("تسجيل القرار", "Record the decision"),
    # bill
    "payment-number": Text("رقم الدفع", "Payment number"),
    "how-to-pay": Text(
        "الدفع عبر إي فواتيركم من أي بنك أو محفظة، برقم الدفع.",
        "Pay through eFAWATEERcom from any bank or wallet, with the payment number.",
    ),
    "invoices": Text("الفواتير", "Invoices"),
    "invoices-empty": Text(
        "لا توجد فواتير بعد. تصدر الفاتورة بعد إغلاق الشهر.",
        "No invoices yet. One is issued after the month is closed.",
    ),
    "invoice": Text("فاتورة {number}", "Invoice {number}"),
    "invoice-number": Text("رقم الفاتورة", "Invoice number"),
    "amount-due": Text("المبلغ (د.أ)", "Amount (JOD)"),
    "amount-paid": Text("المدفوع (د.أ)", "Paid (JOD)"),
    "due-on": Text("تاريخ الاستحقاق", "Due date"),
    "payments": Text("الدفعات", "Payments"),
    "payments-empty": Text("لم تصل دفعات بعد.", "No payments have arrived yet."),
    "received-at": Text("وقت الوصول", "Received"),
    "transaction": Text("رقم الحركة", "Transaction"),
    "lines": Text("تفصيل كل عامل", "Each worker explained"),
    "wage-joining": Text(
        "الأجر {wage}، أجر المباشرة منذ {day}.", "Wage {wage}, the joining wage since {day}."
    ),
    "wage-declared": Text(
        "الأجر {wage}، أجر كانون الثاني المعلن في الملف {file}، ساري منذ {day}.",
        "Wage {wage}, the January wage declared by file {file}, in force since {day}.",
    ),
    "wage-carried": Text(
        "الأجر {wage}، أجر السنة السابقة (ساري منذ {day}) إلى حين وصول ملف كانون الثاني.",
        "Wage {wage}, that of the year before (in force since {day}) until the January file is in.",
    ),
    "adjustment": Text("تعديل {number}", "Adjustment {number}"),
    "doc-invoice": Text("فاتورة", "Invoice"),
    "doc-adjustment": Text("تعديل", "Adjustment"),
    "document": Text("المستند", "Document"),
    "cause": Text("السبب", "Cause"),
    "cause-wages-declared": Text("أجور معلنة في الملف {number}", "Wages declared by file {number}"),
    "cause-coverage-changed": Text(
        "تغيّر الشمول بعد صدور الفاتورة", "Cover changed after the bill was issued"
    ),
    "adjusts": Text("يعدّل الفاتورة", "Adjusts the invoice"),
    "billed-before": Text("المحسوب سابقًا", "Billed before"),
    "as-rehearsed": Text("كما في المعاينة قبل الإرسال.", "As rehearsed before sending."),
    "since-rehearsal": Text(
        "تختلف عن المعاينة ({rehearsed}) بمقدار {difference}، للأسباب الآتية:",
        "Differs from the rehearsal ({rehearsed}) by {difference}, because:",
    ),
    "change-added": Text("عامل أُضيف بعدها", "A worker was added since"),
    "change-removed": Text("عامل لم يعد محسوبًا", "A worker is no longer charged"),
    "change-changed": Text("عامل تغيّر حسابه", "A worker is charged otherwise"),
    "held-month": Text(
        "فاتورة شهر {month} موقوفة: أجور {count} من العاملين غير معلنة. يلزم إرسال ملف كانون "
        "الثاني.",
        "The bill of {month} is held: the wages of {count} workers are missing. Send the January "
        "file.",
    ),
    "credit-balance": Text("رصيد دائن لكم {amount}", "Credit in your favour: {amount}"),
    "share-employer": Text("حصة المنشأة", "Establishment's share"),
    "share-worker": Text("حصة العامل", "Worker's share"),
    "total": Text("المجموع", "Total"),
    "hazardous-tag": Text("مهنة خطرة", "Hazardous"),
    "rates-of": Text("النسب: {version}", "Rates: {version}"),
    "fund": Text("الفرع التأميني", "Fund"),
    "payer": Text("على من", "Payer"),
    "rate": Text("النسبة", "Rate"),
    "article": Text("السند", "Legal basis"),
    "payer-employer": Text("المنشأة", "Establishment"),
    "payer-worker": Text("العامل", "Worker"),
    "fund-old-age": Text("الشيخوخة والعجز والوفاة", "Old age, disability, death"),
    "fund-work-injury": Text("إصابات العمل", "Work injury"),
    "fund-maternity": Text("الأمومة", "Maternity"),
    "fund-unemployment": Text("التعطل", "Unemployment"),
    "fund-hazardous": Text("المهن الخطرة", "Hazardous occupations"),
    # inbox
    "inbox-empty": Text("لا توجد رسائل.", "No messages."),
    "mark-read": Text("تعليم كمقروءة", "Mark as read"),
    "read": Text("مقروءة", "Read"),
    # treasurer
    "closing-hint": Text(
        "تصدر فاتورة لكل منشأة انتهى شهرها؛ الإغلاق مرة أخرى لا يكرر شيئًا.",
        "Every establishment whose month is over gets its invoice; closing again repeats nothing.",
    ),
    "close": Text("إغلاق الشهر", "Close the month"),
    "closing-of": Text("إغلاق شهر {month}", "Closing of {month}"),
    "exceptions": Text("دفعات تحتاج نظرًا", "Payments to look at"),
    "exceptions-empty": Text("لا يوجد شيء.", "Nothing."),
    # timeline
    "timeline-by": Text("البحث عن", "Look for"),
    "by-ref": Text(
        "إرسالية أو ملف أو فاتورة أو دفعة أو كتاب، بالرقم",
        "A batch, file, invoice, payment or letter, by its number",
    ),
    "by-establishment": Text("منشأة، برقمها", "An establishment, by its number"),
    "by-person": Text("مؤمن عليه، برقم التأمين", "An insured person, by insurance number"),
    "timeline-number": Text("الرقم", "Number"),
    "search": Text("بحث", "Search"),
    "timeline-empty": Text("لا توجد أحداث بهذا الرقم.", "Nothing is known under this number."),
    "silent": Text(
        "لم ترد بيانات من خدمة {service}. قد يكون السجل ناقصًا.",
        "The {service} service did not answer. The timeline may have gaps.",
    ),
    "service-identity": Text("الحسابات", "accounts"),
    "service-movements": Text("الحركات", "movements"),
    "service-payroll": Text("الأجور", "payroll"),
    "service-billing": Text("الفوترة", "billing"),
    "service-letters": Text("الكتب", "letters"),
    "service-notifications": Text("الرسائل", "messages"),
    "entry-command": Text("أمر", "Command"),
    "entry-event": Text("حدث", "Event"),
    "entry-message": Text("رسالة", "Message"),
    "entry-money": Text("مال", "Money"),
    "entry-read": Text("اطّلاع", "Read"),
    "actor-individual": Text("صاحب الحساب", "the account's owner"),
    "actor-establishment": Text("المنشأة", "the establishment"),
    "actor-staff": Text("موظف", "staff"),
    "actor-service": Text("خدمة", "a service"),
    "actor-system": Text("النظام", "the system"),
    # failures
    "error-not-found": Text("الصفحة غير موجودة", "There is no such page"),
    "error-refused": Text("لم يُقبل الطلب", "The request was refused"),
    "error-forged": Text(
        "النموذج قديم أو من صفحة أخرى. لم يُحفظ شيء.",
        "The form is old or from another page. Nothing was kept.",
    ),
    "error-failed": Text(
        "تعذّر إتمام العملية. يمكن الاتصال بالرقم 117117 مع ذكر المرجع.",
        "The operation could not be completed. Call 117117 and name the reference.",
    ),
    "error-away": Text(
        "الخدمة متوقفة مؤقتًا. إعادة المحاولة بعد قليل.",
        "The service is unavailable for the moment. Try again in a little while.",
    ),
    "error-unsure": Text(
        "لم تُجب الخدمة في الوقت المحدد، ولا يُعرف هل نُفذ الطلب. الرجوع إلى الصفحة السابقة وإرسال "
        "النموذج مرة أخرى: يُنفذ مرة واحدة فقط.",
        "The service did not answer in time, and it is not known whether the request was carried "
        "out. Go back and send the form again: it takes effect only once.",
    ),
    "reference": Text("المرجع: {reference}", "Reference: {reference}"),
}
