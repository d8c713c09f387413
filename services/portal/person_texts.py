"""The texts of the pages of individuals, in both languages; Arabic is the source."""

import phonenumbers
from babel import Locale

from services.portal.texts import Text

COUNTRIES = (
    "JO", "SA", "AE", "KW", "QA", "BH", "OM", "IQ", "SY", "LB", "PS", "EG", "SD", "LY",
    "TN", "DZ", "MA", "YE", "MR", "SO", "DJ", "KM", "TR", "IR", "PK", "BD", "IN", "LK",
    "NP", "PH", "ID", "MY", "TH", "CN", "JP", "KR", "ET", "ER", "KE", "UG", "NG", "GH",
    "ZA", "US", "GB", "DE", "FR", "IT", "ES", "NL", "BE", "CH", "AT", "SE", "NO", "DK",
    "FI", "IE", "GR", "CY", "RO", "PL", "UA", "RU", "CA", "AU", "NZ", "BR",
)  # fmt: skip
"""Those that are chosen most, Jordan first (C); the platform takes any other as well."""


def _name(code: str, language: str) -> str:
    if code == "PS":
        return "فلسطين" if language == "ar" else "Palestine"
    return str(Locale.parse(language).territories[code])


_FIELDS = {
    "nationality": Text("الجنسية", "Nationality"),
    "number": Text("الرقم الوطني أو الشخصي", "National or personal number"),
    "id_card_number": Text("رقم البطاقة الشخصية", "Identity-card number"),
    "relative_number": Text("الرقم الوطني لأحد الأقارب", "A relative's national number"),
    "kinship": Text("صلة القرابة", "What the relative is to you"),
    "dial_code": Text("رمز الهاتف الدولي", "Dial code"),
    "phone": Text("رقم الهاتف", "Phone number"),
    "passport_number": Text("رقم جواز السفر", "Passport number"),
    "birth_date": Text("تاريخ الميلاد", "Birth date"),
    "insurance_number": Text("رقم التأمين", "Insurance number"),
    "citizenship": Text("بلد الجنسية", "Country of nationality"),
    "foreign_dial_code": Text("رمز الهاتف خارج الأردن", "Dial code of a phone abroad"),
    "foreign_phone": Text("رقم الهاتف خارج الأردن", "Phone number abroad"),
    "country": Text("بلد الإقامة", "Country of residence"),
    "academic_level": Text("المستوى الأكاديمي", "Academic level"),
    "email": Text("البريد الإلكتروني", "E-mail"),
    "email_again": Text("إعادة كتابة البريد الإلكتروني", "E-mail again"),
    "bank": Text("البنك الذي فيه الحساب", "Bank of the account"),
    "password": Text("كلمة السر", "Password"),
    "password_again": Text("تأكيد كلمة السر", "Password again"),
    "channel": Text("طريقة استلام الرمز", "How the code comes"),
}
_STEPS = {
    "nationality": Text("الجنسية", "Nationality"),
    "number": Text("الرقم الوطني أو الشخصي", "National or personal number"),
    "card": Text("البطاقة الشخصية", "Identity card"),
    "relative": Text("أحد الأقارب", "A relative"),
    "phone": Text("الهاتف", "Phone"),
    "passport": Text("جواز السفر", "Passport"),
    "birth": Text("تاريخ الميلاد", "Birth date"),
    "insurance": Text("رقم التأمين", "Insurance number"),
    "citizenship": Text("بلد الجنسية", "Country of nationality"),
    "abroad": Text("هاتف خارج الأردن", "Phone abroad"),
    "residence": Text("الإقامة والتعليم", "Residence and education"),
    "email": Text("البريد الإلكتروني", "E-mail"),
    "bank": Text("البنك", "Bank"),
    "reply": Text("استلام الرمز", "Where the code comes"),
}
_HINTS = {
    "nationality": Text("تحدد الجنسية البيانات المطلوبة.", "It decides what is asked."),
    "number": Text(
        "10 أرقام: الوطني للأردني، والشخصي لغير الأردني.",
        "10 digits: national of a Jordanian, personal of anybody else.",
    ),
    "card": Text("الرقم مطبوع خلف البطاقة.", "It is printed on the back of the card."),
    "relative": Text("أي قريب مسجل في الأحوال المدنية.", "Any relative on the civil register."),
    "phone": Text(
        "يصل رمز التحقق إلى هذا الهاتف. الرقم دون صفر في بدايته.",
        "The code comes to this phone. The number without its leading zero.",
    ),
    "passport": Text("كما هو مكتوب في الجواز.", "As it stands in the passport."),
    "birth": Text("اليوم والشهر والسنة بالأرقام.", "Day, month and year in digits."),
    "insurance": Text(
        "لمن سُجّل في الضمان من قبل.", "For who was enrolled in social security before."
    ),
    "citizenship": Text("كما هي في جواز السفر.", "As in the passport."),
    "abroad": Text("يمكن تركه فارغًا.", "It may stay empty."),
    "residence": Text("بلد الإقامة الآن، وآخر شهادة.", "Where you live now, and your last degree."),
    "email": Text("يُكتب مرتين لتفادي الخطأ.", "Written twice against mistakes."),
    "bank": Text("يمكن تركه فارغًا.", "It may stay empty."),
    "reply": Text(
        "البريد لمن ليس له هاتف أردني، ويُترك فارغًا عند اختيار الرسالة القصيرة.",
        "A mailbox is for who has no Jordanian phone; it stays empty with an SMS.",
    ),
}
_CHOICES = {
    "nationality-jordanian": Text("أردني", "Jordanian"),
    "nationality-other": Text("غير أردني", "Not Jordanian"),
    "kinship-father": Text("الأب", "Father"),
    "kinship-mother": Text("الأم", "Mother"),
    "kinship-husband": Text("الزوج", "Husband"),
    "kinship-wife": Text("الزوجة", "Wife"),
    "kinship-son": Text("الابن", "Son"),
    "kinship-daughter": Text("الابنة", "Daughter"),
    "kinship-brother": Text("الأخ", "Brother"),
    "kinship-sister": Text("الأخت", "Sister"),
    "academic_level-none": Text("دون شهادة", "None"),
    "academic_level-basic": Text("أساسي", "Basic"),
    "academic_level-secondary": Text("ثانوي", "Secondary"),
    "academic_level-vocational": Text("مهني", "Vocational"),
    "academic_level-diploma": Text("دبلوم", "Diploma"),
    "academic_level-bachelor": Text("بكالوريوس", "Bachelor"),
    "academic_level-master": Text("ماجستير", "Master"),
    "academic_level-doctorate": Text("دكتوراه", "Doctorate"),
    "bank-arab-bank": Text("البنك العربي", "Arab Bank"),
    "bank-arab-islamic": Text("البنك العربي الإسلامي الدولي", "Islamic International Arab Bank"),
    "bank-bank-al-etihad": Text("بنك الاتحاد", "Bank al Etihad"),
    "bank-bank-of-jordan": Text("بنك الأردن", "Bank of Jordan"),
    "bank-cairo-amman": Text("بنك القاهرة عمان", "Cairo Amman Bank"),
    "bank-capital-bank": Text("كابيتال بنك", "Capital Bank"),
    "bank-housing-bank": Text("بنك الإسكان", "Housing Bank"),
    "bank-investbank": Text("البنك الاستثماري", "Investbank"),
    "bank-jordan-ahli": Text("البنك الأهلي الأردني", "Jordan Ahli Bank"),
    "bank-jordan-commercial": Text("البنك التجاري الأردني", "Jordan Commercial Bank"),
    "bank-jordan-islamic": Text("البنك الإسلامي الأردني", "Jordan Islamic Bank"),
    "bank-jordan-kuwait": Text("البنك الأردني الكويتي", "Jordan Kuwait Bank"),
    "bank-safwa-islamic": Text("بنك صفوة الإسلامي", "Safwa Islamic Bank"),
    "channel-sms": Text("رسالة SMS إلى الهاتف", "SMS to the phone"),
    "channel-email": Text("البريد الإلكتروني", "E-mail"),
    **{f"country-{code}": Text(_name(code, "ar"), _name(code, "en")) for code in COUNTRIES},
}
_BY_DIAL_CODE = {
    str(phonenumbers.country_code_for_region(code)): code for code in reversed(COUNTRIES)
}
DIAL_CODES = dict(reversed(_BY_DIAL_CODE.items()))
"""Dial code and the country that stands for it: of those that share one, the first of the list."""

PERSON_TEXTS: dict[str, Text] = {
    **{f"person-field-{name}": text for name, text in _FIELDS.items()},
    **{f"person-step-{name}": text for name, text in _STEPS.items()},
    **{f"person-hint-{name}": text for name, text in _HINTS.items()},
    **{f"person-choice-{name}": text for name, text in _CHOICES.items()},
    # the three ways
    "person-registration": Text("إنشاء حساب فرد", "Open an individual's account"),
    "person-registration-intro": Text(
        "يلزم الهاتف وبيانات الهوية. تُطابق البيانات مع السجل المدني.",
        "Have your phone and papers at hand. The data are compared with the civil registry.",
    ),
    "person-registration-review": Text(
        "مراجعة البيانات قبل إنشاء الحساب", "Check your answers before the account is opened"
    ),
    "person-registration-send": Text("إنشاء الحساب", "Open the account"),
    "person-registration-sent": Text(
        "أُرسل رمز من 4 أرقام إلى الهاتف أو البريد المكتوب. صالح 5 دقائق. من له حساب من قبل تصله "
        "رسالة على هاتف حسابه.",
        "A code of 4 digits was sent to the phone or mailbox you named. Valid for 5 minutes. Who "
        "has an account already gets a message on that account's phone.",
    ),
    "person-registration-confirm": Text("تفعيل الحساب", "Activate the account"),
    "person-registration-done": Text("فُعّل الحساب", "The account is active"),
    "person-registration-done-next": Text(
        "الدخول الآن بالرقم الوطني أو الشخصي وكلمة السر.",
        "Sign in now with your national or personal number and the password.",
    ),
    "person-contact": Text("تغيير الهاتف أو البريد", "Change phone or e-mail"),
    "person-contact-intro": Text(
        "إعادة تسجيل لمن له حساب وتغيّر هاتفه أو بريده. يبقى الحساب وكلمة السر، وتُطلب بيانات "
        "الهوية من جديد. تصل رسالة إلى الهاتف السابق.",
        "Registering again, for an account whose phone or e-mail has changed. The account and its "
        "password stay; your papers are asked for again. The former phone gets a message.",
    ),
    "person-contact-review": Text(
        "مراجعة البيانات قبل التغيير", "Check your answers before the change"
    ),
    "person-contact-send": Text("إرسال رمز التحقق", "Send the code"),
    "person-contact-sent": Text(
        "إن كان للرقم حساب، فقد أُرسل رمز إلى الهاتف الجديد. صالح 5 دقائق.",
        "If the number has an account, a code was sent to the new phone. Valid for 5 minutes.",
    ),
    "person-contact-confirm": Text("حفظ الهاتف والبريد", "Save phone and e-mail"),
    "person-contact-done": Text("حُفظ الهاتف والبريد", "Phone and e-mail are saved"),
    "person-contact-done-next": Text(
        "انتهت الجلسات المفتوحة. لا يسترجع الهاتف الجديد كلمة السر إلا بعد مدة؛ عند طلبها تصل "
        "رسالة بالموعد.",
        "Open sessions have ended. For a while a new phone recovers no password; if asked to, a "
        "message tells from when.",
    ),
    "person-number": Text("الاستعلام عن رقم الضمان", "Find your SSC number"),
    "person-number-intro": Text(
        "لا يلزم حساب. يظهر رقم التأمين بعد رمز يصل إلى الهاتف.",
        "No account is needed. The insurance number is shown after a code to your phone.",
    ),
    "person-number-review": Text(
        "مراجعة البيانات قبل الإرسال", "Check your answers before sending"
    ),
    "person-number-send": Text("إرسال رمز التحقق", "Send the code"),
    "person-number-sent": Text(
        "إن طابقت البيانات السجل المدني، فقد أُرسل رمز إلى الهاتف أو البريد المكتوب. صالح 5 دقائق.",
        "If the data agree with the civil registry, a code was sent to the phone or mailbox you "
        "named. Valid for 5 minutes.",
    ),
    "person-number-confirm": Text("عرض رقم التأمين", "Show the insurance number"),
    "person-number-done": Text("رقم التأمين", "Insurance number"),
    # what they share
    "person-continue": Text("متابعة", "Continue"),
    "person-optional": Text("(اختياري)", "(optional)"),
    "person-choose": Text("اختيار من القائمة", "Choose from the list"),
    "person-change": Text("تغيير", "Change"),
    "person-day": Text("اليوم", "Day"),
    "person-month": Text("الشهر", "Month"),
    "person-year": Text("السنة", "Year"),
    "person-channel-hint": Text(
        "يصل رمز التفعيل بالطريقة المختارة. رموز الدخول بعد ذلك تصل إلى الهاتف.",
        "The activation code comes this way. Codes to sign in come to the phone afterwards.",
    ),
    "person-pending": Text("تُطابق البيانات مع السجل المدني", "Waiting for the civil registry"),
    "person-pending-next": Text(
        "البيانات محفوظة. عند رد السجل المدني يصل رمز التحقق، وتُحدَّث هذه الصفحة وحدها.",
        "Your data are kept. The code comes when the civil registry answers; this page refreshes "
        "by itself.",
    ),
    "person-refused": Text(
        "البيانات لا تطابق السجل المدني", "The data do not agree with the civil registry"
    ),
    "person-refused-next": Text(
        "مراجعة الأرقام كما هي في الوثائق ثم البدء من جديد، أو زيارة الفرع مع إثبات الشخصية.",
        "Check the numbers against your papers and start again, or visit the branch with proof of "
        "identity.",
    ),
    "person-again": Text("البدء من جديد", "Start again"),
    "person-resend": Text("لم يصلني الرمز: إرسال رمز آخر", "No code came: send another one"),
    "person-phone-changed": Text(
        "تغيّر الهاتف أو البريد (أفراد): إعادة تسجيل",
        "Phone or e-mail has changed (individuals): register again",
    ),
    # home
    "person-welcome": Text("أهلًا، {name}", "Welcome, {name}"),
    "person-own": Text("البيانات المسجلة في الحساب", "What is on file"),
    "person-records": Text("سجلّ الاشتراكات", "Contribution record"),
    "person-records-empty": Text(
        "لا شيء هنا بعد. تظهر هنا مدد الاشتراك والطلبات عند توفرها في هذه الصفحات.",
        "Nothing here yet. Periods of contribution and requests will appear here.",
    ),
}
