"""Rows of identity as its API shows them."""

from collections.abc import Collection, Mapping

from services.identity.models import (
    Account,
    Enrolment,
    Establishment,
    EstablishmentChange,
    EstablishmentData,
    ReferenceValue,
)
from services.identity.registers import OPEN, sections_done
from services.identity.rules.establishments import FIELDS, SECTIONS
from services.identity.schemas import (
    AnswerView,
    ChangeView,
    DocumentView,
    EnrolmentView,
    EstablishmentDataView,
    FieldView,
    FormView,
    LiaisonOfficerView,
    MaskedOwnerView,
    OwnerView,
    SectionView,
    ValueView,
)

ENDING = 3
"""Digits of a national or personal number that others see: its beginning tells year and sex."""


def form_view(values: Collection[ReferenceValue]) -> FormView:
    """What is asked about an establishment, and every list with its values."""
    lists: dict[str, list[ValueView]] = {}
    for one in values:
        lists.setdefault(one.list, []).append(_value(one))
    return FormView(fields=[FieldView(**vars(field)) for field in FIELDS], lists=lists)


def draft_view(enrolment: Enrolment, values: Collection[ReferenceValue]) -> EnrolmentView:
    """An enrolment for the holder of its code: what was filled in, only while it may be changed."""
    shown = enrolment_view(enrolment, values)
    if enrolment.state in OPEN:
        return shown
    return shown.model_copy(update={"answers": [], "owners": [], "document": None})


def enrolment_view(enrolment: Enrolment, values: Collection[ReferenceValue]) -> EnrolmentView:
    """An enrolment with everything in it, as the registrar sees it."""
    named = {(one.list, one.code): _value(one) for one in values}
    kept = {"enrolment_id", "state", "version", "number", "payment_number", "expires_at"}
    return EnrolmentView(
        **enrolment.model_dump(include=kept | {"sent_at", "reason"}),
        branch=_branch(enrolment.branch, named),
        answers=answer_views(enrolment.answers, named),
        owners=[OwnerView(**one) for one in enrolment.owners],
        document=DocumentView(**enrolment.document) if enrolment.document else None,
        sections=_sections(enrolment),
    )


def answer_views(
    answers: Mapping[str, str], named: Mapping[tuple[str, str], ValueView]
) -> list[AnswerView]:
    """The answers there are, in the form's order."""
    return [
        AnswerView(
            field=field.name,
            section=field.section,
            value=answers[field.name],
            choice=named.get((field.name, answers[field.name])),
        )
        for field in FIELDS
        if field.name in answers
    ]


def data_view(
    record: Establishment,
    data: EstablishmentData | None,
    officer: Account | None,
    changes: Collection[EstablishmentChange],
    values: Collection[ReferenceValue],
) -> EstablishmentDataView:
    """All that the register has of an establishment; owners' numbers by their ends."""
    named = {(one.list, one.code): _value(one) for one in values}
    shown = {"establishment_id", "number", "payment_number", "name_ar", "name_en", "sandbox"}
    names = {"name_ar": record.name_ar, "name_en": record.name_en}
    answers = {**(data.answers if data else {}), **names}
    of_officer = {field.name for field in FIELDS if field.section == "officer"}
    return EstablishmentDataView(
        **record.model_dump(include=shown),
        branch=branch_view(record.branch, named),
        entered_on=record.registered_on,
        version=data.version if data else 0,
        answers=[one for one in answer_views(answers, named) if one.field not in of_officer],
        owners=[
            MaskedOwnerView(name=one["name"], number_ending=one["number"][-ENDING:])
            for one in (data.owners if data else [])
        ],
        document=DocumentView(**data.document) if data and data.document else None,
        officer=_officer(officer),
        changes_under_review=[change_view(one, record.number, values) for one in changes],
    )


def _officer(account: Account | None) -> LiaisonOfficerView | None:
    if account is None:
        return None
    return LiaisonOfficerView(
        account_id=account.account_id, name=account.display_name, phone=account.phone
    )


def change_view(
    change: EstablishmentChange, establishment_number: str, values: Collection[ReferenceValue]
) -> ChangeView:
    """A change: what stood there, and what is asked for."""
    named = {(one.list, one.code): _value(one) for one in values}
    kept = {"change_id", "number", "establishment_id", "state", "version"}
    return ChangeView(
        **change.model_dump(include=kept | {"asked_at", "decided_at", "reason"}),
        establishment_number=establishment_number,
        before=answer_views(change.before, named),
        asked=answer_views(change.asked, named),
        document=DocumentView(**change.document),
    )


def branch_view(code: str, named: Mapping[tuple[str, str], ValueView]) -> ValueView:
    """A branch by its name; by its code where the list does not have it."""
    return named.get(("branch", code)) or ValueView(code=code, name_ar=code, name_en=code)


def _branch(code: str | None, named: Mapping[tuple[str, str], ValueView]) -> ValueView | None:
    return None if code is None else branch_view(code, named)


def _value(one: ReferenceValue) -> ValueView:
    return ValueView(code=one.code, name_ar=one.name_ar, name_en=one.name_en)


def _sections(enrolment: Enrolment) -> list[SectionView]:
    done = sections_done(enrolment)
    others_done = {*SECTIONS} - {"password"} <= done

    def state(section: str) -> SectionView:
        if section in done:
            return SectionView(section=section, state="done")
        locked = section == "password" and not others_done
        return SectionView(section=section, state="locked" if locked else "open")

    return [state(section) for section in SECTIONS]
