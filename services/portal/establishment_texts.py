"""The texts of the pages about enrolling an establishment and its data, in both languages."""

from services.portal.texts import Text

ESTABLISHMENT_TEXTS: dict[str, Text] = {
    # enrolling a new establishment
    "register-title": Text("شمول منشأة جديدة", "Enrol a new establishment"),
    "register-who": Text(
        "لمنشأة ليس لها رقم في الضمان. يُعبأ النموذج، ثم يراجع ضابط الارتباط الفرع لتأكيد البيانات.",
        "For an establishment without a number. Fill in the form; its liaison officer then visits "
        "the branch to have the data confirmed.",
    ),
    "register-needs": Text(
        "يلزم: وثيقة إثبات رسمية (PDF أو صورة)، أسماء أصحاب العمل أو الشركاء وأرقامهم، ورقم هاتف "
        "ضابط الارتباط.",
        "You need: an official proof (PDF or picture), names and numbers of owners or partners, "
        "and the liaison officer's phone.",
    ),
    "register-start": Text("بدء طلب جديد", "Start"),
    "register-resume": Text("إكمال طلب سابق", "Resume"),
    "draft-code": Text("رمز المسودة", "Draft code"),
    "register-go-on": Text("متابعة الطلب", "Go on"),
    "draft-code-title": Text("رمز المسودة", "Your draft code"),
    "draft-code-note": Text(
        "يُكتب هذا الرمز ويُحفظ: يظهر مرة واحدة، وبه يُكمَل الطلب من أي جهاز حتى {day}.",
        "Write this code down: it is shown once. With it the enrolment is resumed on any device "
        "until {day}.",
    ),
    "tasks-title": Text("طلب شمول منشأة", "Enrolment of an establishment"),
    "tasks-done": Text("المكتمل {done} من {total}", "{done} of {total} complete"),
    "tasks-until": Text(
        "تُحفظ المسودة حتى {day}، وتُفتح برمزها.", "The draft is kept until {day}, by its code."
    ),
    "part-establishment": Text("بيانات المنشأة", "The establishment"),
    "part-address": Text("العنوان ووثيقة الإثبات", "Address and proof"),
    "part-owners": Text("أصحاب العمل أو الشركاء", "Owners or partners"),
    "part-officer": Text("ضابط الارتباط", "Liaison officer"),
    "part-password": Text("كلمة السر", "Password"),
    "task-done": Text("مكتمل", "Complete"),
    "task-open": Text("لم يبدأ", "Not started"),
    "task-locked": Text("لا يمكن البدء بعد", "Cannot start yet"),
    "task-check": Text("مراجعة الطلب قبل الإرسال", "Check before sending"),
    "returned-because": Text("أعاد الفرع الطلب للتصحيح: {reason}", "Returned: {reason}"),
    "save-part": Text("حفظ ومتابعة", "Save and continue"),
    "back-to-tasks": Text("رجوع إلى أجزاء الطلب", "Back to the parts"),
    "choose": Text("الاختيار من القائمة", "Choose"),
    # fields
    "field-coverage_type": Text("نوع الشمول", "Coverage type"),
    "field-establishment_type": Text("نوع المنشأة", "Establishment type"),
    "field-affiliation": Text("تبعية المنشأة", "Affiliation"),
    "field-name_ar": Text("اسم المنشأة بالعربية", "Name in Arabic"),
    "field-name_en": Text("اسم المنشأة بالإنجليزية", "Name in English"),
    "field-owner_name": Text("اسم المالك", "Owner"),
    "field-registered_on": Text("تاريخ التسجيل", "Registration date"),
    "field-covered_from": Text("تاريخ شمول المنشأة", "Coverage date"),
    "field-phone": Text("رقم الهاتف", "Phone"),
    "field-signatory_name": Text("اسم المفوض بالتوقيع", "Authorised signatory"),
    "field-main_activity": Text("نشاط المنشأة الرئيسي", "Main activity"),
    "field-governorate": Text("المحافظة", "Governorate"),
    "field-district": Text("الحي", "District"),
    "field-street": Text("الشارع", "Street"),
    "field-building": Text("رقم البناية", "Building"),
    "field-document_type": Text("نوع الوثيقة المرفقة", "Kind of document"),
    "field-document": Text("وثيقة إثبات رسمية للمنشأة", "Official proof"),
    "field-officer_name": Text("اسم ضابط الارتباط", "Name of the liaison officer"),
    "field-officer_phone": Text("هاتفه الخلوي", "Mobile phone"),
    "field-owners": Text("أصحاب العمل أو الشركاء", "Owners or partners"),
    "document-hint": Text(
        "ملف PDF أو صورة JPEG أو PNG، حتى 5 ميغابايت.", "PDF, JPEG or PNG, up to 5 MB."
    ),
    "document-kept": Text(
        "الوثيقة محفوظة. يُرفق ملف آخر لاستبدالها.",
        "The document is kept. Attach another to replace it.",
    ),
    "officer-hint": Text(
        "تصل إلى هذا الهاتف رموز الدخول ورسائل المؤسسة.",
        "Sign-in codes and the corporation's messages come to this phone.",
    ),
    "owners-hint": Text(
        "لكل منهم: الاسم، والرقم الوطني أو الشخصي. الصفوف الفارغة لا تُحفظ.",
        "For each: name, and national or personal number. Empty rows are not kept.",
    ),
    "owner-of": Text("صاحب عمل أو شريك {place}", "Owner or partner {place}"),
    "owner-name": Text("الاسم", "Name"),
    "owner-number": Text("الرقم الوطني أو الشخصي", "National or personal number"),
    "owners-more": Text("إضافة صفوف", "More rows"),
    "day-of-date": Text("يوم", "Day"),
    "month-of-date": Text("شهر", "Month"),
    "year-of-date": Text("سنة", "Year"),
    # what is not right
    "fault-missing": Text("الحقل فارغ", "is empty"),
    "fault-not-listed": Text("القيمة ليست من القائمة", "is not in the list"),
    "fault-not-a-day": Text("ليس تاريخًا صحيحًا: يوم وشهر وسنة", "is not a date"),
    "fault-in-the-future": Text("التاريخ لم يأت بعد", "is in the future"),
    "fault-not-a-phone": Text(
        "رقم الهاتف غير صحيح، مثال: 0791234567", "is not a phone number, such as 0791234567"
    ),
    "fault-too-long": Text("أطول من 150 حرفًا", "is longer than 150 characters"),
    "fault-not-a-number": Text("الرقم 10 خانات", "has 10 digits"),
    "fault-too-many": Text("العدد أكبر من 50", "are more than 50"),
    # check and send
    "check-title": Text("مراجعة الطلب قبل الإرسال", "Check the enrolment before sending"),
    "change-part": Text("تغيير", "Change"),
    "send-enrolment": Text("إرسال الطلب", "Send"),
    "sent-title": Text("أُرسل طلب الشمول", "The enrolment was sent"),
    "sent-next": Text(
        "يراجع ضابط الارتباط {branch} لتأكيد بيانات المنشأة، وتصله رسالة بذلك. يبدأ استعمال "
        "الخدمات بعد تأكيد الفرع.",
        "The liaison officer visits {branch} to confirm the data, and gets a message about it. "
        "The services open once the branch has confirmed.",
    ),
    "bring-title": Text("ما يلزم إحضاره", "What to bring"),
    "bring-form": Text("نموذج تحديث بيانات المنشأة", "The establishment data update form"),
    "bring-proof": Text("أصل وثيقة الإثبات المرفقة", "The original of the attached proof"),
    "bring-identity": Text("إثبات شخصية ضابط الارتباط", "The liaison officer's proof of identity"),
    "bring-letter": Text(
        "كتاب تفويض استخدام الخدمات الإلكترونية", "The e-services authorisation letter"
    ),
    "waiting-title": Text("طلب الشمول عند الفرع", "The enrolment is with the branch"),
    "waiting-returned": Text("أعاد الفرع طلب الشمول", "The branch returned the enrolment"),
    "returned-way": Text(
        "يُصحَّح الطلب برمز المسودة من صفحة شمول منشأة جديدة ثم يُرسل من جديد.",
        'Correct it by the draft code under "Enrol a new establishment" and send it again.',
    ),
    "confirmed-now": Text(
        "أكد الفرع شمول المنشأة. يمكن الدخول برقمها وكلمة السر.",
        "The branch has confirmed the establishment. Sign in with its number and password.",
    ),
    "acts-for-none": Text(
        "لا يمثّل هذا الحساب أي منشأة الآن. للاستفسار: فرع الضمان أو 117117.",
        "This account acts for no establishment now. Ask your branch, or 117117.",
    ),
    "e-payment-number": Text("رقم الدفع الإلكتروني", "Electronic payment number"),
    "ssc-branch": Text("فرع الضمان", "Branch"),
    # the branch's queue
    "enrolments": Text("طلبات الشمول", "Enrolments"),
    "enrolments-empty": Text(
        "لا توجد طلبات شمول تنتظر المراجعة. تظهر هنا عند إرسالها.",
        "No enrolments wait. They appear here when they are sent.",
    ),
    "enrolment-of": Text("طلب شمول {number}", "Enrolment {number}"),
    "enrolment-state-awaiting_visit": Text("بانتظار مراجعة الفرع", "Awaiting the branch visit"),
    "enrolment-state-returned": Text("معاد للتصحيح", "Returned"),
    "enrolment-state-confirmed": Text("مؤكد", "Confirmed"),
    "proof-download": Text("تنزيل وثيقة الإثبات", "Download the proof"),
    "proof-hash": Text("بصمة الوثيقة", "Fingerprint of the document"),
    "enrolment-confirm": Text("تأكيد الشمول بعد مطابقة الأصول", "Confirm, the originals were seen"),
    "enrolment-return": Text("إعادة للتصحيح", "Return to be corrected"),
    "enrolment-reason": Text(
        "السبب عند الإعادة (يظهر لصاحب العمل)", "Reason of a return (the employer sees it)"
    ),
    "enrolment-decide": Text("تسجيل القرار", "Record the decision"),
    # several establishments
    "switch": Text("تبديل", "Switch"),
    "switch-title": Text("اختيار المنشأة", "Choose an establishment"),
    "switch-hint": Text("المنشآت التي تُمثَّل بهذا الحساب", "Establishments of this account"),
    "error-another-acting": Text(
        "لم يُنفَّذ شيء: الصفحة لمنشأة أخرى", "Nothing was done: this is another establishment's"
    ),
    "another-acting-hint": Text(
        "فُتحت هذه الصفحة أو عُبئ نموذجها لمنشأة، والعمل الآن لمنشأة أخرى. "
        "يلزم اختيار المنشأة ثم البدء من صفحتها.",
        "This page or its form is of one establishment, and you now act for another. "
        "Choose the establishment, then start from its pages.",
    ),
    # another liaison officer
    "desk-establishment": Text("منشأة في السجل", "An establishment of the register"),
    "desk-find": Text("البحث عن منشأة", "Find an establishment"),
    "desk-find-go": Text("عرض المنشأة", "Show it"),
    "desk-not-found": Text(
        "لا توجد منشأة بهذا الرقم في فرعكم.", "Your branch has no establishment with this number."
    ),
    "officer-change": Text("تغيير ضابط الارتباط", "Change the liaison officer"),
    "officer-change-hint": Text(
        "بعد التحقق من كتاب التفويض وإثبات الشخصية. تنتهي صلاحية الضابط السابق وجلساته فورًا، "
        "وتصل رسالة إلى كليهما.",
        "Once the authorisation letter and proof of identity were checked. The former officer's "
        "grant and sessions end at once, and both get a message.",
    ),
    "officer-new": Text("ضابط ارتباط جديد", "Somebody new"),
    "officer-known": Text("أو ضابط ارتباط منشأة أخرى", "Or another establishment's officer"),
    "officer-same-as": Text("رقم المنشأة الأخرى", "Number of the other establishment"),
    # the establishment's data
    "establishment-title": Text("بيانات المنشأة", "Establishment data"),
    "establishment-state": Text("الحالة", "State"),
    "establishment-active": Text("مشمولة", "Enrolled"),
    "entered-on": Text("تاريخ القيد في السجل", "Entered into the register"),
    "data-not-told": Text(
        "بقية البيانات غير متوفرة. تُستكمل من «تعديل البيانات».",
        'The other data are not available. Complete them under "Edit data".',
    ),
    "ends-with": Text("ينتهي بـ", "ends with"),
    "officer-change-where": Text(
        "يُغيَّر ضابط الارتباط أو هاتفه في فرع الضمان.",
        "The liaison officer or the phone is changed at the branch.",
    ),
    "establishment-edit": Text("تعديل البيانات", "Edit data"),
    "edit-at-once": Text("ما يُعدَّل فورًا", "Changed at once"),
    "edit-save": Text("حفظ", "Save"),
    "edit-decided": Text("ما يُعدَّل بوثيقة وقرار الفرع", "Changed by a document and a decision"),
    "edit-decided-hint": Text(
        "يُكتب الجديد في الحقول المراد تعديلها فقط، وتُرفق وثيقة تثبته.",
        "Change only the fields that are to be changed, and attach a document that proves it.",
    ),
    "edit-ask": Text("إرسال طلب التعديل", "Ask for the change"),
    "change-waits": Text(
        "طلب التعديل رقم {number} قيد المراجعة في الفرع.",
        "The change {number} is under review at the branch.",
    ),
    "change-see": Text("عرض الطلب", "See it"),
    "changes": Text("تعديل بيانات المنشآت", "Changes of data"),
    "changes-empty": Text(
        "لا توجد طلبات تعديل تنتظر القرار. تظهر هنا عند إرسالها.",
        "No changes wait. They appear here when they are asked for.",
    ),
    "change-number": Text("رقم الطلب", "Number"),
    "change-of": Text("طلب تعديل بيانات {number}", "Change of data {number}"),
    "change-fields": Text("الحقول المعدلة", "Fields changed"),
    "field": Text("الحقل", "Field"),
    "stands-now": Text("القيمة الحالية", "Now"),
    "asked-for": Text("القيمة المطلوبة", "Asked for"),
    "comma": Text("،", ","),
    "change-state-under_review": Text("قيد المراجعة", "Under review"),
    "change-state-approved": Text("مقبول", "Approved"),
    "change-state-rejected": Text("مرفوض", "Rejected"),
    "change-approve": Text("قبول التعديل", "Approve the change"),
    "change-reject": Text("رفض التعديل", "Reject the change"),
}
