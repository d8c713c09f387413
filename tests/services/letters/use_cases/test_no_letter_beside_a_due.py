"""No clearance stands beside an open due, in whatever order things happen.

Billing and letters are the real ones on two databases. Between them hypothesis moves money, keeps
answers and events back, and lets them arrive late.
"""

from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from services.billing.use_cases.issue_invoice import issue_invoice
from services.letters.gateways.billing import Clearance
from services.letters.models import ClearanceRequest, Letter
from services.letters.use_cases.decide_request import AnswerOutdated
from tests.services.billing.facts import balance, does_what_is_due, hears_start, started
from tests.services.billing.money import clearances, pays, takes_back
from tests.services.letters.desk import Desk
from tests.services.people import Establishment, acting

ON_500 = 108_750
MONTHS = [f"2025-{month:02d}" for month in range(2, 13)] + ["2026-01", "2026-02"]
FIRST_DAY = date(2025, 2, 1)
_numbers = count(3_000_001)


@dataclass
class Story:
    """What happened to one establishment, and what is still on its way."""

    desk: Desk
    owner: Establishment
    number: str
    months: list[str] = field(default_factory=lambda: [*MONTHS])
    request: ClearanceRequest | None = None
    answers: list[Clearance] = field(default_factory=list)

    async def bill(self) -> None:
        """The next month is billed."""
        if self.months:
            async with acting(self.desk.billing) as work:
                await issue_invoice(work, self.owner.establishment_id, self.months.pop(0))

    async def late_start(self) -> None:
        """A worker is enrolled late: billed months are adjusted, where they were closed."""
        await hears_start(self.desk.billing, started(self.owner))
        await does_what_is_due(self.desk.billing)

    async def pay_all(self) -> None:
        """What is owed is paid."""
        owed = await balance(self.desk.billing, self.owner)
        if owed > 0:
            await self.pay(owed)

    async def pay(self, amount: int = 1_000) -> None:
        """Something is paid."""
        await pays(self.desk.billing, amount, billing_no=f"98{self.number}")

    async def take_back(self) -> None:
        """A payment is reversed."""
        await takes_back(self.desk.billing, self.owner, ON_500)

    async def ask(self) -> None:
        """Billing is asked; the answer is on its way."""
        self.request = await self.desk.requests(self.owner)
        self.answers.append(await self.desk.asks(self.owner))

    async def decide(self, which: int = 0) -> None:
        """An answer arrives, the oldest or the newest."""
        if self.request is None or not self.answers:
            return
        try:
            await self.desk.decides(self.request, self.answers.pop(which))
        except AnswerOutdated:
            return

    async def decide_newest(self) -> None:
        """Answers overtake each other."""
        await self.decide(-1)

    async def hear(self) -> None:
        """The next change that billing announced arrives."""
        await self.desk.hears(1)

    async def letters(self) -> list[Letter]:
        """The letters of this establishment."""
        found = await self.desk.all_letters()
        return [one for one in found if one.establishment_id == self.owner.establishment_id]

    async def changes(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """What billing announced of this establishment: what was heard, and what is on its way."""
        events = await clearances(self.desk.billing)
        heard, coming = events[: self.desk.heard], events[self.desk.heard :]
        mine = str(self.owner.establishment_id)
        return (
            [one for one in heard if one["establishment_id"] == mine],
            [one for one in coming if one["establishment_id"] == mine],
        )


def takes_away(changes: list[dict[str, Any]], letter: Letter) -> bool:
    """Whether one of the changes takes away the ground of a letter."""
    return any(
        not one["clear"] and one["ledger_position"] > letter.ledger_position for one in changes
    )


async def check(story: Story) -> None:
    """A letter beside a due is one whose revocation is on its way; none is revoked for nothing."""
    heard, coming = await story.changes()
    owed = await balance(story.desk.billing, story.owner)
    for letter in await story.letters():
        if letter.state == "valid":
            assert owed <= 0 or takes_away(coming, letter), letter.number
        assert (letter.state == "revoked") == takes_away(heard, letter), letter.number


STEPS = (
    "bill",
    "late_start",
    "pay_all",
    "pay",
    "take_back",
    "ask",
    "decide",
    "decide_newest",
    "hear",
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(st.sampled_from(STEPS), min_size=2, max_size=24))
@example(steps=["ask", "bill", "decide", "hear"])
@example(steps=["ask", "bill", "hear", "decide"])
@example(steps=["bill", "pay_all", "ask", "take_back", "decide", "hear", "hear", "hear"])
@example(steps=["ask", "bill", "pay_all", "take_back", "hear", "hear", "decide", "hear"])
@example(steps=["ask", "bill", "ask", "pay_all", "ask", "decide_newest", "hear", "bill", "hear"])
async def test_no_letter_stands_beside_an_open_due(desk: Desk, steps: list[str]) -> None:
    number = str(next(_numbers))
    story = Story(desk, await desk.joins(number), number)
    await hears_start(desk.billing, started(story.owner, on=FIRST_DAY))
    for step in steps:
        await getattr(story, step)()
        await check(story)
    await desk.hears()
    await check(story)
    owed = await balance(desk.billing, story.owner)
    standing = [one.number for one in await story.letters() if one.state == "valid"]
    assert owed <= 0 or not standing
    await _ends_well(story, owed)


async def _ends_well(story: Story, owed: int) -> None:
    """Asked once more when all has arrived: a letter exactly if nothing is owed."""
    request = await story.desk.requests(story.owner)
    letter = await story.desk.decides(request, await story.desk.asks(story.owner))
    assert (letter is not None) == (owed <= 0)
