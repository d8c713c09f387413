"""What can be wrong with what people filled in: a rule, the cell that breaks it, and the words.

Pure: the rules of the services use it. Each service has its own catalogue of rules.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chassis.text import isolated


@dataclass(frozen=True)
class Rule:
    """One rule in both languages, with the way out; `{fact}` places a fact of the finding."""

    ar: str
    en: str


@dataclass(frozen=True)
class Finding:
    """A rule broken in one cell. `column` is the key of the column, empty for the whole row."""

    column: str
    rule: str
    facts: Mapping[str, str] = field(default_factory=dict)

    def said(self, rules: Mapping[str, Rule]) -> Rule:
        """The words of a catalogue with the facts in their places; KeyError for another's rule."""
        rule = rules[self.rule]
        return Rule(rule.ar.format(**isolated(self.facts)), rule.en.format(**self.facts))

    def as_document(self, rules: Mapping[str, Rule]) -> dict[str, Any]:
        """As it is stored and answered."""
        said = self.said(rules)
        return {"column": self.column, "rule": self.rule, "ar": said.ar, "en": said.en}


CELL_RULES: Mapping[str, Rule] = {
    "formula": Rule(
        ar="الخلية معادلة. المطلوب قيمة مكتوبة.", en="The cell is a formula. Enter a plain value."
    ),
    "not-a-date": Rule(
        ar="ليس تاريخًا. مثال: 2026-03-05.", en="Not a date. For example 2026-03-05."
    ),
    "not-an-amount": Rule(
        ar="ليس مبلغًا. مثال: 350.500 (ثلاث منازل عشرية على الأكثر).",
        en="Not an amount. For example 350.500 (at most three decimals).",
    ),
    "not-yes-or-no": Rule(ar="المطلوب نعم أو لا.", en="Enter yes or no."),
    "phone-form": Rule(
        ar="رقم الهاتف غير صحيح. مثال: 0791234567.",
        en="The phone number is not valid. For example 0791234567.",
    ),
}
"""The rules that `chassis.workbooks.rows` finds broken."""
