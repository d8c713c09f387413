"""The register of establishments, as its use cases share it: drafts, answers, proofs."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from chassis.authorize import EVERYWHERE
from chassis.errors import Message, Refusal
from chassis.files import Files
from chassis.text import clean, digits_only, fold_digits
from chassis.unit_of_work import UnitOfWork
from contracts.events.identity import EstablishmentChangeDecided
from services.identity import queries
from services.identity.models import (
    Enrolment,
    Establishment,
    EstablishmentChange,
    EstablishmentData,
)
from services.identity.rules import documents, draft_codes, establishments, phones
from services.identity.rules.establishments import BY_NAME, Change, Fault, Field

REGISTRAR = "registrar"
AWAITING_VISIT = "awaiting_visit"
OPEN = frozenset({"draft", "returned"})
"""States in which the employer still writes."""

MEBIBYTE = 1024 * 1024


class NotAPhone(Refusal):
    """The phone number does not exist in its country's plan."""

    message = Message(
        ar="رقم الهاتف غير صحيح.",
        en="The phone number is not valid.",
        fix_ar="مثال: 0791234567 أو +962791234567.",
        fix_en="For example 0791234567 or +962791234567.",
    )


class DraftNotFound(Refusal):
    """No draft has this code, or its thirty days are over."""

    status = 404
    message = Message(
        ar="لا توجد مسودة بهذا الرمز، أو انتهت مدتها.",
        en="There is no draft with this code, or its time is over.",
        fix_ar="التحقق من الرمز كما كُتب عند البدء، أو بدء طلب جديد.",
        fix_en="Check the code as it was noted at the beginning, or start anew.",
    )


class AlreadySent(Refusal):
    """The enrolment is with the branch: it is changed only after a return."""

    status = 409
    message = Message(
        ar="أُرسل طلب الشمول، ولا يُعدَّل إلا إذا أعاده الفرع.",
        en="The enrolment was sent; it can be changed only if the branch returns it.",
        fix_ar="مراجعة الفرع لتعديل البيانات.",
        fix_en="See the branch to have it changed.",
    )


class AnswersNotRight(Refusal):
    """Some answers are missing or not right; `faults` names each field with its rule."""

    message = Message(
        ar="في النموذج حقول ناقصة أو غير صحيحة، عددها {count}.",
        en="Fields that are missing or not right: {count}.",
        fix_ar="تصحيح الحقول المذكورة ثم الحفظ.",
        fix_en="Correct the fields listed and save again.",
    )

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(count=len(faults), faults=[vars(fault) for fault in faults])


class DocumentTooLarge(Refusal):
    """The proof is larger than a scan needs to be."""

    message = Message(
        ar="حجم الوثيقة أكبر من {mebibytes} ميغابايت.",
        en="The document is larger than {mebibytes} MB.",
        fix_ar="مسح الوثيقة بدقة أقل، أو إرفاق الصفحات اللازمة فقط.",
        fix_en="Scan it at a lower resolution, or attach only the pages needed.",
    )


class NotADocument(Refusal):
    """Neither PDF nor JPEG nor PNG, whatever its name says, or cut short."""

    message = Message(
        ar="الملف ليس وثيقة PDF أو صورة JPEG أو PNG كاملة.",
        en="The file is not a whole PDF, JPEG or PNG.",
        fix_ar="مسح الوثيقة أو تصويرها ثم إرفاقها من جديد.",
        fix_en="Scan or photograph the document and attach it again.",
    )


class DocumentCarriesMore(Refusal):
    """A document with an archive, a program or other files inside."""

    message = Message(
        ar="في الوثيقة ملفات أو برامج مخفية.",
        en="There are files or programs hidden in the document.",
        fix_ar="طباعة الوثيقة إلى ملف PDF جديد ثم إرفاقه.",
        fix_en="Print the document to a new PDF and attach that.",
    )


async def draft_of(work: UnitOfWork, draft_code: str) -> Enrolment:
    """The enrolment of a draft code, locked, in whatever state it is. Raises `DraftNotFound`."""
    found = await queries.enrolment_by_code(work, draft_codes.digest(draft_code))
    if found is None or (found.state in OPEN and found.expires_at <= work.now):
        raise DraftNotFound
    return found


async def open_draft(work: UnitOfWork, draft_code: str) -> Enrolment:
    """The enrolment of a draft code while it may be changed. Raises also `AlreadySent`."""
    found = await draft_of(work, draft_code)
    if found.state not in OPEN:
        raise AlreadySent
    return found


def sections_done(enrolment: Enrolment) -> frozenset[str]:
    """The parts of an enrolment that are complete."""
    return establishments.done_sections(
        enrolment.answers,
        enrolment.owners,
        has_document=enrolment.document is not None,
        has_password=enrolment.password_hash is not None or enrolment.account_id is not None,
    )


def tidy(answers: Mapping[str, str]) -> dict[str, str]:
    """Answers as they are kept: clean text, digits of any script as 0-9, phones as E.164."""
    return {name: _tidy(BY_NAME[name], answer) for name, answer in answers.items()}


def _tidy(field: Field, answer: str) -> str:
    if field.kind == "text":
        return clean(answer)
    if field.kind == "phone":
        typed = clean(fold_digits(answer))
        return phones.e164(typed) or typed
    return digits_only(answer)


async def check_answers(
    work: UnitOfWork, fields: Collection[Field], answers: Mapping[str, str]
) -> None:
    """Raises `AnswersNotRight` for answers that today's lists and rules do not take."""
    today = work.today()
    values = await queries.reference_values(work, today)
    choices = {
        name: {one.code for one in values if one.list == name} for name in establishments.LISTS
    }
    found = establishments.faults(fields, answers, choices, today=today)
    if found:
        raise AnswersNotRight(found)


async def branch_for(work: UnitOfWork, answers: Mapping[str, str]) -> str:
    """The branch that serves the establishment's governorate; `AnswersNotRight` if none does."""
    branch = await queries.branch_of(work, answers["governorate"], work.today())
    if branch is None:
        raise AnswersNotRight([Fault("governorate", "not-listed")])
    return branch


async def keep_document(content: bytes, files: Files) -> dict[str, Any]:
    """Keep a proof under the name of its content; what is written down of it.

    Raises `DocumentTooLarge`, `NotADocument`, `DocumentCarriesMore`.
    """
    if len(content) > documents.BYTES_MAX:
        raise DocumentTooLarge(mebibytes=documents.BYTES_MAX // MEBIBYTE)
    kind = documents.media_type(content)
    if kind is None:
        raise NotADocument
    if documents.carries_more(content):
        raise DocumentCarriesMore
    return {"hash": await files.put(content), "media_type": kind, "bytes": len(content)}


class ChangedAnotherWay(Refusal):
    """The field is not changed this way: it needs a document, or the branch, or is none at all."""

    message = Message(
        ar="الحقل {field} لا يُعدَّل بهذه الطريقة.",
        en="The field {field} is not changed this way.",
        fix_ar="ما يُثبت بوثيقة يُطلب تعديله مع الوثيقة، وضابط الارتباط يُغيَّر في الفرع.",
        fix_en="What a document proves is asked for with it; the branch changes liaison officers.",
    )


def changes_of(
    known: Mapping[str, str], answers: Mapping[str, str], *, way: Change
) -> dict[str, str]:
    """The answers that differ from what is known. Raises `ChangedAnotherWay`."""
    for name in answers:
        if name not in BY_NAME or BY_NAME[name].change != way:
            raise ChangedAnotherWay(field=name)
    tidied = tidy(answers)
    return {name: answer for name, answer in tidied.items() if answer != known.get(name, "")}


def fields_of(names: Collection[str]) -> list[Field]:
    """Fields by their names, in the form's order."""
    return [field for field in establishments.FIELDS if field.name in names]


async def own_data(
    work: UnitOfWork, establishment_id: UUID
) -> tuple[Establishment, EstablishmentData]:
    """The record of an establishment and its data, both locked; no data yet: the names alone."""
    record = await queries.establishment(work, establishment_id, lock=True)
    assert record is not None, "a copy has its record"
    data = await queries.establishment_data(work, establishment_id, lock=True)
    if data is None:
        names = {"name_ar": record.name_ar, "name_en": record.name_en}
        data = EstablishmentData(
            establishment_id=establishment_id, version=0, answers=names, owners=[]
        )
        work.session.add(data)
    return record, data


def tell_of_decision(work: UnitOfWork, change: EstablishmentChange, number: str) -> None:
    """Announce what the branch decided about a change of an establishment's data."""
    carried = {"establishment_id", "change_id", "number", "reason", "decided_at"}
    work.publish(
        EstablishmentChangeDecided(**change.model_dump(include=carried), decision=change.state)
    )
    work.record(
        "command",
        f"establishment-change-{change.state}",
        about=("establishment-change", change.number),
        refs=[number],
        establishment_id=change.establishment_id,
    )


def branches_asked(branches: frozenset[str]) -> frozenset[str] | None:
    """Branches as a query takes them: None stands for all."""
    return None if EVERYWHERE in branches else branches
