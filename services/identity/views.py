"""Rows of identity as its API shows them."""

from collections.abc import Collection, Mapping

from services.identity.models import Enrolment, ReferenceValue
from services.identity.registers import sections_done
from services.identity.rules.establishments import FIELDS, SECTIONS
from services.identity.schemas import (
    AnswerView,
    DocumentView,
    EnrolmentView,
    ListsView,
    OwnerView,
    SectionView,
    ValueView,
)


def lists_view(values: Collection[ReferenceValue]) -> ListsView:
    """Every list with its values."""
    lists: dict[str, list[ValueView]] = {}
    for one in values:
        lists.setdefault(one.list, []).append(_value(one))
    return ListsView(lists=lists)


def enrolment_view(enrolment: Enrolment, values: Collection[ReferenceValue]) -> EnrolmentView:
    """An enrolment, as its employer and the registrar see it."""
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


def _branch(code: str | None, named: Mapping[tuple[str, str], ValueView]) -> ValueView | None:
    """A branch by its name; by its code where the list does not have it."""
    if code is None:
        return None
    return named.get(("branch", code)) or ValueView(code=code, name_ar=code, name_en=code)


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
