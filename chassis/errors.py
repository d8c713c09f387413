"""Refusals: expected failures, said to people in Arabic and English.

A refusal is defined beside the code that raises it and carries its own sentence in both languages.
Anything that is not a refusal is a bug and answers 500. `refusals()` is the catalogue of all of
them: a test walks it and finds every sentence complete in both languages.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from chassis.text import isolated


@dataclass(frozen=True)
class Message:
    """One sentence in both languages, with the way out. `{fact}` places a fact of the refusal."""

    ar: str
    en: str
    fix_ar: str = ""
    fix_en: str = ""


class Refusal(Exception):
    """An expected failure. `facts` fill the sentence and travel in the answer.

    A subclass sets `message` and, where it is not 422, `status` (the HTTP status; also 404 for
    what the caller may not see). The transaction of a refused command rolls back, unless the
    refusal itself is a fact to keep (`keeps_effects`: a wrong code has used up a try).
    """

    status: ClassVar[int] = 422
    keeps_effects: ClassVar[bool] = False
    passes: ClassVar[bool] = False
    """Whether waiting helps: what is missing is on its way. A job is then tried again."""

    message: ClassVar[Message]

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code())
        self.facts = facts

    @classmethod
    def code(cls) -> str:
        """Stable name of the rule: `AlreadyEnrolled` is `already-enrolled`."""
        return re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower()

    def said(self) -> Message:
        """The sentence with the facts in their places."""
        message, in_arabic = self.message, isolated(self.facts)
        return Message(
            ar=message.ar.format(**in_arabic),
            en=message.en.format(**self.facts),
            fix_ar=message.fix_ar.format(**in_arabic),
            fix_en=message.fix_en.format(**self.facts),
        )


class NotFound(Refusal):
    """The thing does not exist, or the caller may not know that it does."""

    status = 404
    message = Message(
        ar="لا يوجد ما طُلب، أو لا تشمله صلاحياتكم.",
        en="There is no such thing, or it is outside what you may see.",
        fix_ar="التحقق من الرقم أو من المنشأة المختارة.",
        fix_en="Check the number, or the establishment you act for.",
    )


class NotAllowed(Refusal):
    """The caller is known and the thing is visible, but this act needs another role."""

    status = 403
    message = Message(
        ar="هذا الإجراء يلزمه دور «{role}».",
        en='This act needs the role "{role}".',
        fix_ar="طلب الدور من مسؤول الصلاحيات.",
        fix_en="Ask the access administrator for the role.",
    )


class StaleVersion(Refusal):
    """Somebody else changed the thing since the caller read it."""

    status = 409
    message = Message(
        ar="تغيّرت البيانات منذ عرضها (النسخة {expected}، والحالية {actual}).",
        en="This changed since you read it (version {expected}, now {actual}).",
        fix_ar="تحديث الصفحة ثم إعادة الإجراء.",
        fix_en="Refresh and try again.",
    )


def refusals(kind: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    """Every refusal defined so far (depth first): the message catalogue."""
    for child in kind.__subclasses__():
        yield child
        yield from refusals(child)
