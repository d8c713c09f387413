"""What each entry of a timeline says, in both languages; `{object}` is the number it is about."""

from services.portal.texts import Text

HAPPENINGS = {
    "establishment-registered": Text("سُجّلت المنشأة {object}", "Establishment {object} registered"),
    "account-activated": Text("فُعّل الحساب", "The account was activated"),
    "contact-changed": Text(
        "تغيّر هاتف الحساب أو بريده", "The phone or e-mail of the account was changed"
    ),
    "establishment-enrolled": Text(
        "أُرسل طلب شمول المنشأة {object} إلى الفرع",
        "The enrolment of establishment {object} was sent to the branch",
    ),
    "enrolment-returned": Text(
        "أعاد الفرع طلب شمول المنشأة {object} للتصحيح",
        "The branch returned the enrolment of establishment {object}",
    ),
    "enrolment-confirmed": Text(
        "أكد الفرع شمول المنشأة {object}",
        "The branch confirmed the enrolment of establishment {object}",
    ),
    "enrolment-read": Text(
        "اطّلع موظف على طلب شمول المنشأة {object}",
        "A member of staff read the enrolment of establishment {object}",
    ),
    "liaison-officer-changed": Text(
        "غيّر الفرع ضابط ارتباط المنشأة {object}",
        "The branch changed the liaison officer of establishment {object}",
    ),
    "establishment-edited": Text(
        "عُدّلت بيانات المنشأة {object}", "The data of establishment {object} were edited"
    ),
    "establishment-change-requested": Text(
        "طُلب تعديل بيانات المنشأة، ورقم الطلب {object}",
        "A change of the establishment's data was asked for: {object}",
    ),
    "establishment-change-approved": Text(
        "قُبل طلب تعديل بيانات المنشأة رقم {object}",
        "The change {object} of the establishment's data was approved",
    ),
    "establishment-change-rejected": Text(
        "رُفض طلب تعديل بيانات المنشأة رقم {object}",
        "The change {object} of the establishment's data was rejected",
    ),
    "establishment-read": Text(
        "اطّلع موظف على بيانات المنشأة {object}",
        "A member of staff read the data of establishment {object}",
    ),
    "password-changed": Text("تغيّرت كلمة سر الحساب", "The password of the account was changed"),
    "recovery-reopened": Text(
        "فتح موظف استرجاع كلمة السر للحساب", "Staff opened the account's password recovery again"
    ),
    "sandbox-clock-moved": Text(
        "انتقل تاريخ العمل التجريبي إلى {to}", "The sandbox's business date moved to {to}"
    ),
    "workbook-ready": Text(
        "فُحص ملف حركات: {good} من {rows} صفوف جاهزة", "Workbook checked: {good} of {rows} rows good"
    ),
    "workbook-refused": Text("لم يُقبل ملف حركات", "A workbook was not accepted"),
    "batch-submitted": Text(
        "أُرسلت الإرسالية {object}، صفوفها {rows}", "Batch {object} sent, {rows} rows"
    ),
    "batch-approved": Text("قُبلت الإرسالية {object}", "Batch {object} approved"),
    "batch-returned": Text(
        "أُعيدت الإرسالية {object} للاستكمال", "Batch {object} returned for completion"
    ),
    "batch-rejected": Text("رُفضت الإرسالية {object}", "Batch {object} rejected"),
    "coverage-started": Text("بدأ شمول عامل من {on}", "A worker's cover started on {on}"),
    "coverage-stopped": Text(
        "انتهى شمول عامل، وآخر يوم {on}", "A worker's cover ended, last day {on}"
    ),
    "january-upload-ready": Text(
        "فُحص ملف كانون الثاني {year}: الصفوف {rows}، فيها أخطاء {faulty}، عاملون دون صف {missing}",
        "January file of {year} checked: {rows} rows, {faulty} faulty, {missing} workers without "
        "one",
    ),
    "january-upload-refused": Text(
        "لم يُقبل ملف كانون الثاني {year}", "A January file of {year} was not accepted"
    ),
    "january-file-submitted": Text(
        "أُرسل ملف كانون الثاني {year} رقم {object}، وعدد العاملين {rows}",
        "January file {object} of {year} sent, {rows} workers",
    ),
    "january-file-superseded": Text(
        "حل ملف آخر محل ملف كانون الثاني رقم {object}",
        "Another file took the place of January file {object}",
    ),
    "january-file-accepted": Text(
        "قُبل ملف كانون الثاني رقم {object}: أجور {rows} من العاملين سارية من أول {year}",
        "January file {object} accepted: {rows} wages hold from the first of {year}",
    ),
    "january-file-rejected": Text(
        "رُفض ملف كانون الثاني رقم {object}", "January file {object} rejected"
    ),
    "wage-declared": Text(
        "أُعلن أجر كانون الثاني {year} للعامل", "The worker's wage of January {year} was declared"
    ),
    "month-closed": Text("أُغلق شهر {month}", "The month {month} was closed"),
    "month-held": Text(
        "وُقفت فاتورة شهر {object}: أجور غير معلنة {missing_wages}",
        "The bill of {object} is held: {missing_wages} wages are missing",
    ),
    "invoice-posted": Text(
        "صدرت الفاتورة {object} بمبلغ {amount}", "Invoice {object} issued: {amount}"
    ),
    "adjustment-posted": Text(
        "صدر التعديل {object} بمبلغ {amount}", "Adjustment {object} issued: {amount}"
    ),
    "payment-posted": Text(
        "قُيّدت الدفعة {object} بمبلغ {amount}", "Payment {object} booked: {amount}"
    ),
    "payment-settled": Text(
        "سُوّيت الدفعة {object}: وصل مبلغها إلى البنك", "Payment {object} settled: the bank has it"
    ),
    "reversal-posted": Text(
        "عُكست الدفعة {object} بمبلغ {amount}", "Payment {object} taken back: {amount}"
    ),
    "settlement-posted": Text(
        "انتقل {amount} إلى حساب التسوية", "{amount} moved to the settlement account"
    ),
    "difference-posted": Text(
        "قُيّد فرق {amount} في المعلّقات", "A difference of {amount} was put in suspense"
    ),
    "release-posted": Text("أُخرج {amount} من المعلّقات", "{amount} was taken out of suspense"),
    "assignment-posted": Text(
        "خُصص للمنشأة مبلغ معلق {amount}", "{amount} in suspense was assigned to the establishment"
    ),
    "suspense-assigned": Text(
        "خُصصت الدفعة {object} للمنشأة: {amount}",
        "Payment {object} was assigned to the establishment: {amount}",
    ),
    "hub-report-ready": Text("فُحص تقرير إي فواتيركم", "A hub report was checked"),
    "hub-report-refused": Text("لم يُقبل تقرير إي فواتيركم", "A hub report was not accepted"),
    "hub-report-imported": Text(
        "استُورد تقرير إي فواتيركم ليوم {object}", "Hub report of {object} imported"
    ),
    "bank-statement-ready": Text("فُحص كشف بنك", "A bank statement was checked"),
    "bank-statement-refused": Text("لم يُقبل كشف بنك", "A bank statement was not accepted"),
    "bank-statement-imported": Text(
        "استُورد كشف البنك ليوم {object}", "Bank statement of {object} imported"
    ),
    "settlement-day-closed": Text("أُغلق يوم التسوية {object}", "Settlement day {object} closed"),
    "exception-owned": Text("تولى موظف متابعة فرق", "A difference has an owner"),
    "exception-explained": Text("وُضّح فرق: {explanation}", "Difference explained: {explanation}"),
    "exceptions-explained": Text(
        "وُضّحت فروقات: {explanation}", "Differences explained: {explanation}"
    ),
    "exception-booked": Text("قُيّد فرق من التقرير", "A difference was booked from the report"),
    "exception-reversed": Text("أُعيد قيد فرق عكسيًا", "A difference was taken back"),
    "exception-assigned": Text("خُصص فرق لمنشأة", "A difference was assigned"),
    "exception-offset": Text("قوبل فرق بمبلغ", "A difference was set against another sum"),
    "exception-reopened": Text(
        "عاد فرق إلى المعلّقات لأن ما قوبل به أُعيد",
        "A difference is in suspense again: what it was set against was taken back",
    ),
    "exception-gone": Text("زال فرق", "A difference is gone"),
    "clearance-gained": Text(
        "لم يعد على المنشأة شيء مستحق", "The establishment owes nothing any more"
    ),
    "clearance-lost": Text(
        "لم تعد ذمة المنشأة بريئة، والمستحق {amount_due}",
        "The establishment is not clear any more, due: {amount_due}",
    ),
    "clearance-requested": Text("طُلبت براءة ذمة", "A clearance certificate was asked for"),
    "clearance-waits-for-billing": Text(
        "طلب براءة الذمة ينتظر ردّ خدمة الفوترة",
        "The request for a clearance certificate waits for billing",
    ),
    "clearance-refused": Text(
        "لم تصدر براءة الذمة، والمستحق {amount_due}",
        "The clearance certificate was refused, due: {amount_due}",
    ),
    "letter-issued": Text(
        "صدرت براءة الذمة {object}، صالحة حتى {valid_until}",
        "Clearance certificate {object} issued, valid until {valid_until}",
    ),
    "letter-revoked": Text("أُلغيت براءة الذمة {object}", "Clearance certificate {object} revoked"),
    "forged-message": Text(
        "رُفضت رسالة من المحول توقيعها غير صحيح", "A message with a wrong signature was refused"
    ),
    "sms-sent": Text("سُلّمت للمشغّل رسالة: {template}", "Message handed to the operator: {template}"),
    "sms-delivered": Text(
        "وصلت إلى الهاتف رسالة: {template}", "Message reached the phone: {template}"
    ),
    "sms-failed": Text(
        "تعذّر تسليم رسالة: {template}", "Message could not be delivered: {template}"
    ),
    "sms-no-number": Text(
        "لا يوجد رقم هاتف لرسالة: {template}",
        "No phone number is known for the message: {template}",
    ),
    "person-read": Text("اطّلع موظف على بيانات الشخص", "A member of staff looked the person up"),
    "insurance-number-asked": Text(
        "طُلب رقم التأمين ببيانات هوية مطابقة", "The insurance number was asked for, with papers"
    ),
    "timeline-read": Text("اطّلع موظف على السجل", "A member of staff read the timeline"),
}

MESSAGES = {
    "registration-repeated": Text("تسجيل مكرر", "a second registration"),
    "contact-changed": Text("تغيير الهاتف أو البريد", "phone or e-mail changed"),
    "recovery-held": Text("استرجاع كلمة السر لاحقًا", "a password to be recovered later"),
    "enrolment-received": Text("استلام طلب شمول منشأة", "enrolment received"),
    "enrolment-returned": Text("إعادة طلب شمول منشأة", "enrolment returned"),
    "establishment-change-approved": Text("قبول تعديل بيانات", "change of data approved"),
    "establishment-change-rejected": Text("رفض تعديل بيانات", "change of data rejected"),
    "liaison-began": Text("بدء صفة ضابط ارتباط", "liaison officer begins"),
    "liaison-ended": Text("انتهاء صفة ضابط ارتباط", "liaison officer ends"),
    "enrolment-confirmed": Text("تأكيد شمول منشأة", "enrolment confirmed"),
    "password-changed": Text("تغيير كلمة السر", "password changed"),
    "coverage-started": Text("بدء شمول عامل", "a worker's cover started"),
    "coverage-stopped": Text("انتهاء شمول عامل", "a worker's cover ended"),
    "batch-submitted": Text("استلام إرسالية", "batch received"),
    "batch-approved": Text("قبول إرسالية", "batch approved"),
    "batch-returned": Text("إعادة إرسالية", "batch returned"),
    "batch-rejected": Text("رفض إرسالية", "batch rejected"),
    "january-file-submitted": Text("استلام ملف كانون الثاني", "January file received"),
    "january-file-accepted": Text("قبول ملف كانون الثاني", "January file accepted"),
    "january-file-rejected": Text("رفض ملف كانون الثاني", "January file rejected"),
    "invoice-issued": Text("صدور فاتورة", "invoice issued"),
    "invoice-adjusted": Text("تعديل فاتورة", "invoice adjusted"),
    "payment-received": Text("وصول دفعة", "payment received"),
    "payment-reversed": Text("عكس دفعة", "payment taken back"),
    "letter-issued": Text("صدور كتاب", "letter issued"),
    "letter-revoked": Text("إلغاء كتاب", "letter revoked"),
    "letter-revoked-due-again": Text("إلغاء كتاب", "letter revoked"),
    "letter-revoked-month-held": Text("إلغاء كتاب", "letter revoked"),
}
"""What a message was about, by its template."""
