"""What an individual answers about himself, brought to one form and judged; no database.

A page may ask for it piece by piece: what is not there is not judged, what is empty is missing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from chassis.errors import Message, Refusal
from chassis.text import clean, digits_only
from services.identity.credentials import check_password
from services.identity.rules import individuals, phones

JORDANIAN, OTHER = "jordanian", "other"
LOCAL_DIGITS = 9
"""As many of a phone number as people write of it."""

OPTIONAL = frozenset({"bank", "insurance_number", "foreign_dial_code", "foreign_phone"})
"""The bank by the guide; the rest because not everybody has one (C)."""


class AnswerMissing(Refusal):
    """A field that has to be filled in is empty."""

    message = Message(
        ar="حقل مطلوب لم يُملأ: {name_ar}.",
        en="A field is empty that is needed: {name_en}.",
    )


class NumberHasLetters(Refusal):
    """A national, personal or relative's number with something else than digits in it."""

    message = Message(
        ar="الرقم الوطني أو الشخصي أرقام فقط.",
        en="A national or personal number has digits only.",
        fix_ar="كتابة الرقم كما في الهوية.",
        fix_en="Write the number as it stands on the card.",
    )


class NumberWrongLength(Refusal):
    """A national, personal or relative's number that has not ten digits."""

    message = Message(
        ar="خانات الرقم الوطني أو الشخصي عشر، والمكتوب {given}.",
        en="A national or personal number has ten digits; {given} were written.",
        fix_ar="كتابة الرقم كما في الهوية.",
        fix_en="Write the number as it stands on the card.",
    )


class RelativeIsOneself(Refusal):
    """The relative's number is the person's own."""

    message = Message(
        ar="الرقم الوطني للقريب هو رقم صاحب الطلب نفسه.",
        en="The relative's national number is the person's own.",
        fix_ar="كتابة رقم أحد الأقارب.",
        fix_en="Write the number of a relative.",
    )


class NotACardNumber(Refusal):
    """Not six to ten letters and digits."""

    message = Message(
        ar="رقم البطاقة الشخصية غير صحيح.",
        en="This is not the number of an identity card.",
        fix_ar="الرقم مطبوع خلف البطاقة الشخصية.",
        fix_en="It is printed on the back of the card.",
    )


class NotAPassportNumber(Refusal):
    """Not five to fifteen letters and digits."""

    message = Message(
        ar="رقم جواز السفر غير صحيح.",
        en="This is not the number of a passport.",
        fix_ar="كتابته كما في الجواز، بأحرف إنجليزية وأرقام.",
        fix_en="Write it as it stands in the passport, letters and digits.",
    )


class NotAnInsuranceNumber(Refusal):
    """Not four to ten digits."""

    message = Message(
        ar="رقم التأمين من 4 إلى 10 أرقام.",
        en="An insurance number has 4 to 10 digits.",
        fix_ar="يمكن ترك الحقل فارغًا.",
        fix_en="The field may stay empty.",
    )


class NotABirthDate(Refusal):
    """No date, one to come, or one longer ago than anybody lives."""

    message = Message(
        ar="تاريخ الميلاد غير صحيح.",
        en="This is not a birth date.",
        fix_ar="كتابة اليوم والشهر والسنة بالأرقام.",
        fix_en="Write day, month and year in digits.",
    )


class PhoneNotInPlan(Refusal):
    """No such phone number in the country of the dial code."""

    message = Message(
        ar="رقم الهاتف غير صحيح لرمز الدولة المختار.",
        en="The phone number is not one of the dial code's country.",
        fix_ar="مثال: الرمز 962 والرقم 791234567.",
        fix_en="For example dial code 962 and number 791234567.",
    )


class NotAnEmail(Refusal):
    """No message could be sent there."""

    message = Message(
        ar="البريد الإلكتروني غير صحيح.",
        en="This is not an e-mail address.",
        fix_ar="مثال: name@example.com.",
        fix_en="For example name@example.com.",
    )


class EmailsDiffer(Refusal):
    """The address written again is another one."""

    message = Message(
        ar="البريد الإلكتروني وإعادة كتابته مختلفان.",
        en="The e-mail address and its repetition differ.",
        fix_ar="كتابة البريد نفسه مرتين.",
        fix_en="Write the same address twice.",
    )


class PasswordsDiffer(Refusal):
    """The password written again is another one."""

    message = Message(
        ar="كلمة السر وتأكيدها مختلفان.",
        en="The password and its repetition differ.",
        fix_ar="كتابة كلمة السر نفسها مرتين.",
        fix_en="Write the same password twice.",
    )


class NotAChoice(Refusal):
    """Not one of the list."""

    message = Message(
        ar="قيمة ليست من القائمة: {name_ar}.",
        en="Not one of the list: {name_en}.",
        fix_ar="الاختيار من القائمة.",
        fix_en="Choose from the list.",
    )


REMARKS: Mapping[str, tuple[str, str]] = {
    "number-unusual": (
        "رقمكم ليس على الشكل المعتاد. إن كان كما في الهوية فلا يلزم شيء.",
        "Your number does not have the usual form. If it is as on your card, nothing is needed.",
    ),
    "relative-unusual": (
        "رقم القريب ليس على الشكل المعتاد. إن كان كما في هويته فلا يلزم شيء.",
        "The relative's number does not have the usual form. If it is right, nothing is needed.",
    ),
    "zero-dropped": (
        "حُذف الصفر من بداية رقم الهاتف، لأن رمز الدولة يغني عنه.",
        "The leading zero of the phone number was left out: the dial code replaces it.",
    ),
}
"""What is remarked upon, in both languages."""

NAMES: Mapping[str, tuple[str, str]] = {
    "nationality": ("الجنسية", "nationality"),
    "number": ("الرقم الوطني أو الشخصي", "national or personal number"),
    "id_card_number": ("رقم البطاقة الشخصية", "identity-card number"),
    "relative_number": ("الرقم الوطني لأحد الأقارب", "a relative's national number"),
    "kinship": ("صلة القرابة", "kinship"),
    "dial_code": ("رمز الهاتف الدولي", "dial code"),
    "phone": ("رقم الهاتف", "phone number"),
    "passport_number": ("رقم جواز السفر", "passport number"),
    "birth_date": ("تاريخ الميلاد", "birth date"),
    "insurance_number": ("رقم التأمين", "insurance number"),
    "citizenship": ("بلد الجنسية", "country of nationality"),
    "foreign_dial_code": ("رمز الهاتف خارج الأردن", "dial code abroad"),
    "foreign_phone": ("رقم الهاتف خارج الأردن", "phone number abroad"),
    "country": ("بلد الإقامة", "country of residence"),
    "academic_level": ("المستوى الأكاديمي", "academic level"),
    "email": ("البريد الإلكتروني", "e-mail"),
    "email_again": ("إعادة كتابة البريد الإلكتروني", "e-mail again"),
    "bank": ("البنك", "bank"),
    "password": ("كلمة السر", "password"),
    "password_again": ("تأكيد كلمة السر", "password again"),
    "channel": ("طريقة التفعيل", "activation channel"),
}
"""Each field in Arabic and English."""


@dataclass(frozen=True)
class Checked:
    """Answers in one form, and what is remarked upon without being refused."""

    values: Mapping[str, str]
    remarks: tuple[str, ...]
    """`number-unusual`, `relative-unusual`, `zero-dropped`."""


def check(answers: Mapping[str, str | None], *, today: date) -> Checked:
    """Judge what is there; None stands for what was not asked yet.

    Raises the refusals above, and `WeakPassword`.
    """
    values: dict[str, str] = {}
    for field, written in answers.items():
        if written is None:
            continue
        text = written if field.startswith("password") else clean(written)
        if text:
            values[field] = _READERS[field](text)
        elif not _may_be_empty(field, answers):
            name_ar, name_en = NAMES[field]
            raise AnswerMissing(name_ar=name_ar, name_en=name_en)
    _check_birth(values, today)
    dropped = [_join_phone(values, "dial_code", "phone")]
    dropped.append(_join_phone(values, "foreign_dial_code", "foreign_phone"))
    _check_pairs(values)
    return Checked(values, (*_unusual(values), *(("zero-dropped",) if any(dropped) else ())))


def _may_be_empty(field: str, answers: Mapping[str, str | None]) -> bool:
    """Beside the optional fields: a mailbox that is asked for once, where the code comes by SMS."""
    asked_once = field == "email" and answers.get("email_again") is None
    return field in OPTIONAL or (asked_once and answers.get("channel") == "sms")


def _check_birth(values: Mapping[str, str], today: date) -> None:
    if "birth_date" in values:
        born = date.fromisoformat(values["birth_date"])
        if not individuals.is_birth_date(born, today=today):
            raise NotABirthDate


def _join_phone(values: dict[str, str], code: str, number: str) -> bool:
    """The number in international form in the place of both; whether a zero was left out."""
    if number not in values:
        values.pop(code, None)
        return False
    written = values[number]
    joined = phones.international(values.pop(code, ""), written)
    if joined is None:
        raise PhoneNotInPlan
    values[number] = joined
    return phones.without_zero(written) != written


def _check_pairs(values: dict[str, str]) -> None:
    if values.get("relative_number") and values["relative_number"] == values.get("number"):
        raise RelativeIsOneself
    if "email_again" in values and values.pop("email_again") != values.get("email"):
        raise EmailsDiffer
    if "password" in values:
        known = [values[name] for name in ("number", "email") if name in values]
        local = values.get("phone", "")[-LOCAL_DIGITS:]
        check_password(values["password"], *known, local, *_words_of(values.get("email", "")))
    if "password_again" in values and values.pop("password_again") != values.get("password"):
        raise PasswordsDiffer


def _words_of(email: str) -> list[str]:
    local = email.partition("@")[0]
    return "".join(one if one.isalpha() else " " for one in local).split()


def _unusual(values: Mapping[str, str]) -> tuple[str, ...]:
    jordanian = values.get("nationality") == JORDANIAN
    found = []
    if "number" in values and individuals.is_unusual(values["number"], jordanian=jordanian):
        found.append("number-unusual")
    relative = values.get("relative_number")
    if relative is not None and individuals.is_unusual(relative, jordanian=True):
        found.append("relative-unusual")
    return tuple(found)


def _number(text: str) -> str:
    number = digits_only(text)
    fault = individuals.number_fault(number)
    if fault == "letters":
        raise NumberHasLetters
    if fault == "length":
        raise NumberWrongLength(given=len(number))
    return number


def _code(holds: Callable[[str], bool], refusal: type[Refusal]) -> Callable[[str], str]:
    """A reader of numbers with letters: capitals, no blanks or dashes."""

    def read(text: str) -> str:
        code = digits_only(text).replace("-", "").upper()
        if not holds(code):
            raise refusal
        return code

    return read


def _choice(field: str, choices: frozenset[str]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in choices:
            name_ar, name_en = NAMES[field]
            raise NotAChoice(name_ar=name_ar, name_en=name_en)
        return text

    return read


def _birth_date(text: str) -> str:
    try:
        return date.fromisoformat(digits_only(text)).isoformat()
    except ValueError as error:
        raise NotABirthDate from error


def _email(text: str) -> str:
    if not individuals.is_email(text):
        raise NotAnEmail
    return text


def _phone(text: str) -> str:
    return digits_only(text).replace("-", "").removeprefix("+")


def _as_written(text: str) -> str:
    return text


_READERS: Mapping[str, Callable[[str], str]] = {
    "nationality": _choice("nationality", frozenset({JORDANIAN, OTHER})),
    "number": _number,
    "relative_number": _number,
    "id_card_number": _code(individuals.is_card_number, NotACardNumber),
    "passport_number": _code(individuals.is_passport_number, NotAPassportNumber),
    "insurance_number": _code(individuals.is_insurance_number, NotAnInsuranceNumber),
    "birth_date": _birth_date,
    "kinship": _choice("kinship", individuals.KINSHIPS),
    "citizenship": _choice("citizenship", individuals.COUNTRIES - {"JO"}),
    "country": _choice("country", individuals.COUNTRIES),
    "academic_level": _choice("academic_level", individuals.ACADEMIC_LEVELS),
    "bank": _choice("bank", individuals.BANKS),
    "dial_code": _choice("dial_code", individuals.DIAL_CODES),
    "foreign_dial_code": _choice("foreign_dial_code", individuals.DIAL_CODES),
    "phone": _phone,
    "foreign_phone": _phone,
    "email": _email,
    "email_again": _as_written,
    "password": _as_written,
    "password_again": _as_written,
    "channel": _choice("channel", frozenset({"sms", "email"})),
}
