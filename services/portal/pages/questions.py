"""What the platform asks about an establishment, and answers as a form has them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from services.portal.gateways.platform import Problem
from services.portal.web import Page

DRAFTS = "/api/identity/v1/enrolment-drafts"
ANSWER_MAX = 300


@dataclass(frozen=True)
class Questions:
    """Fields in their order, and the lists to choose from."""

    fields: Sequence[Mapping[str, str]]
    lists: Mapping[str, Sequence[Mapping[str, str]]]

    def of_section(self, section: str) -> "Questions":
        """Those of a section of the form."""
        return replace(self, fields=[one for one in self.fields if one["section"] == section])

    def changed(self, way: str) -> "Questions":
        """Those whose answers are changed this way: `at-once` or `decided`."""
        return replace(self, fields=[one for one in self.fields if one["change"] == way])

    def answers(self, form: Mapping[str, Any]) -> dict[str, str]:
        """What was typed, as the platform takes it: a day of three fields is one."""
        return {
            one["name"]: _day(form, one["name"])
            if one["kind"] == "day"
            else typed(form, one["name"])[:ANSWER_MAX]
            for one in self.fields
        }


async def ask_questions(page: Page) -> Questions:
    """All questions there are, as they stand today."""
    found = (await page.ask("GET", f"{DRAFTS}/form")).json()
    return Questions(found["fields"], found["lists"])


def typed(form: Mapping[str, Any], name: str) -> str:
    """What was typed into a field; nothing for one that did not come."""
    return str(form.get(name, "")).strip()


def faults_of(problem: Problem | None) -> dict[str, str]:
    """The rule that each field breaks, where the platform names fields."""
    facts = problem.body.get("facts") if problem else None
    return {one["field"]: one["rule"] for one in (facts or {}).get("faults") or []}


def _day(form: Mapping[str, Any], name: str) -> str:
    day, month, year = (typed(form, f"{name}_{one}")[:10] for one in ("day", "month", "year"))
    return f"{year}-{month:0>2}-{day:0>2}" if day or month or year else ""
