"""A clearance certificate: issued at zero, refused with its reason, gone with its ground."""

import asyncio
import hashlib
import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text

from chassis.errors import NotFound
from chassis.ids import uuid7
from contracts.events.billing import ClearanceChanged
from services.letters.use_cases.decide_request import AnswerOutdated, decide_request
from services.letters.use_cases.keep_clearance import keep_clearance
from services.letters.use_cases.request_clearance import request_clearance
from tests.services.billing.facts import closes, hears_start, started
from tests.services.billing.money import clearances, pays, takes_back
from tests.services.letters.desk import Desk
from tests.services.people import Establishment, acting, announced

ON_500 = 108_750


async def billed(desk: Desk, owner: Establishment, *months: str) -> None:
    """One worker at 500, and these months closed."""
    await hears_start(desk.billing, started(owner))
    await closes(desk.billing, owner, *(months or ("2026-01",)))


async def timeline(desk: Desk) -> list[str]:
    async with desk.letters.connect() as connection:
        found = await connection.execute(text("select what from activity order by at, id"))
        return list(found.scalars())


class TestRequest:
    async def test_is_pending_until_billing_has_answered(
        self, desk: Desk, owner: Establishment
    ) -> None:
        request = await desk.requests(owner)
        assert (request.state, request.waiting_since) == ("pending", None)
        await desk.works()
        assert (await desk.request_now(request.request_id)).state == "issued"
        assert await timeline(desk) == ["clearance-requested", "letter-issued"]

    async def test_is_the_same_while_one_is_pending(self, desk: Desk, owner: Establishment) -> None:
        first, again = await desk.requests(owner), await desk.requests(owner)
        assert again.request_id == first.request_id
        await desk.works()
        assert (await desk.requests(owner)).request_id != first.request_id

    async def test_for_another_establishment_is_not_found(
        self, desk: Desk, owner: Establishment
    ) -> None:
        stranger = await desk.joins("1000002")
        with pytest.raises(NotFound):
            async with acting(desk.letters, stranger.officer) as work:
                await request_clearance(work, owner.establishment_id)
        assert await timeline(desk) == []

    async def test_waits_while_billing_is_away_and_goes_on_by_itself(
        self, desk: Desk, owner: Establishment
    ) -> None:
        request = await desk.requests(owner)
        for _ in range(2):
            await desk.works(billing_away=True)
        waiting = await desk.request_now(request.request_id)
        assert waiting.state == "pending"
        assert waiting.waiting_since is not None
        await desk.works()
        decided = await desk.request_now(request.request_id)
        assert (decided.state, decided.waiting_since) == ("issued", None)
        assert (await timeline(desk)).count("clearance-waits-for-billing") == 1

    async def test_waits_while_billing_does_not_know_the_establishment(
        self, desk: Desk, owner: Establishment
    ) -> None:
        async with desk.billing.begin() as connection:
            await connection.execute(text("delete from establishment_copy"))
        request = await desk.requests(owner)
        await desk.works()
        assert (await desk.request_now(request.request_id)).state == "pending"


class TestRefusal:
    async def test_names_each_open_due(self, desk: Desk, owner: Establishment) -> None:
        await billed(desk, owner, "2026-01", "2026-02")
        await pays(desk.billing, ON_500)
        request = await desk.requests(owner)
        await desk.works()
        refused = await desk.request_now(request.request_id)
        assert refused.state == "refused"
        assert refused.refusal is not None
        [due] = refused.refusal["dues"]
        assert (due["month"], due["amount"]) == ("2026-02", "108.750")
        assert due["number"].startswith("26")
        assert await desk.all_letters() == []
        assert await announced(desk.letters) == []

    async def test_names_a_month_that_waits_for_wages(
        self, desk: Desk, owner: Establishment
    ) -> None:
        await hears_start(desk.billing, started(owner, on=date(2024, 3, 1)))
        await closes(desk.billing, owner, "2025-04")
        request = await desk.requests(owner)
        await desk.works()
        refused = await desk.request_now(request.request_id)
        assert refused.refusal is not None
        assert refused.refusal["held_months"] == ["2025-04"]


class TestIssue:
    async def test_fixes_number_content_and_hash_at_once(
        self, desk: Desk, owner: Establishment
    ) -> None:
        await billed(desk, owner)
        await pays(desk.billing, ON_500)
        letter = await desk.issues(owner)
        assert letter.number == "2026-000001"
        assert letter.content_hash == hashlib.sha256(letter.content.encode()).hexdigest()
        content = json.loads(letter.content)
        assert content["establishment"]["number"] == "1000001"
        assert content["ledger"]["position"] == letter.ledger_position == 2
        assert (letter.issued_on, letter.valid_until) == (date(2026, 3, 20), date(2026, 3, 31))
        assert (content["issued_on"], content["valid_until"]) == ("2026-03-20", "2026-03-31")
        assert await announced(desk.letters) == ["LetterIssued"]

    async def test_says_nothing_of_persons_or_wages(self, desk: Desk, owner: Establishment) -> None:
        letter = await desk.issues(owner)
        assert set(json.loads(letter.content)) == {
            "as_of",
            "establishment",
            "issued_on",
            "kind",
            "ledger",
            "number",
            "template",
            "valid_until",
        }

    async def test_happens_once_for_a_request(self, desk: Desk, owner: Establishment) -> None:
        request, answer = await desk.requests(owner), await desk.asks(owner)
        assert await desk.decides(request, answer) is not None
        assert await desk.decides(request, answer) is None
        assert len(await desk.all_letters()) == 1

    async def test_leads_to_a_print(self, desk: Desk, owner: Establishment) -> None:
        letter = await desk.issues(owner)
        await desk.works()
        printed = await desk.letter_now(letter)
        assert printed.file_hash is not None
        content = await desk.outside.files.get(printed.file_hash)
        assert content == desk.outside.press.pdf(letter.content, letter.seal)


class TestTheRace:
    async def test_a_change_heard_before_the_issue_has_billing_asked_again(
        self, desk: Desk, owner: Establishment
    ) -> None:
        request, answer = await desk.requests(owner), await desk.asks(owner)
        assert answer.clear
        await billed(desk, owner)
        await desk.hears()
        with pytest.raises(AnswerOutdated):
            await desk.decides(request, answer)
        assert await desk.all_letters() == []
        await desk.works()
        refused = await desk.request_now(request.request_id)
        assert refused.state == "refused"
        assert refused.refusal is not None
        assert refused.refusal["dues"]

    async def test_a_change_heard_after_the_issue_revokes(
        self, desk: Desk, owner: Establishment
    ) -> None:
        request, answer = await desk.requests(owner), await desk.asks(owner)
        await billed(desk, owner)
        letter = await desk.decides(request, answer)
        assert letter is not None
        await desk.hears()
        revoked = await desk.letter_now(letter)
        assert (revoked.state, revoked.revoked_reason) == ("revoked", "due-again")
        assert revoked.revoked_on == date(2026, 3, 20)
        assert await announced(desk.letters) == ["LetterIssued", "LetterRevoked"]

    async def test_a_job_that_was_overtaken_goes_on_by_itself(
        self, desk: Desk, owner: Establishment
    ) -> None:
        """The answer is kept back until the change has been heard."""
        request, stale = await desk.requests(owner), await desk.asks(owner)
        await billed(desk, owner)
        await pays(desk.billing, ON_500)
        await desk.hears()
        with pytest.raises(AnswerOutdated):
            await desk.decides(request, stale)
        await desk.works()
        assert (await desk.request_now(request.request_id)).state == "issued"
        [letter] = await desk.all_letters()
        assert letter.state == "valid"

    async def test_a_change_waits_for_an_issue_that_has_not_committed(
        self, desk: Desk, owner: Establishment
    ) -> None:
        request, answer = await desk.requests(owner), await desk.asks(owner)
        await billed(desk, owner)
        async with acting(desk.letters) as work:
            letter = await decide_request(
                work, request.request_id, answer, signer=desk.outside.seals.signer
            )
            hearing = asyncio.create_task(desk.hears())
            await asyncio.sleep(0.2)
            assert not hearing.done()
        await hearing
        assert letter is not None
        assert (await desk.letter_now(letter)).state == "revoked"

    async def test_an_issue_waits_for_a_change_that_has_not_committed(
        self, desk: Desk, owner: Establishment
    ) -> None:
        request, answer = await desk.requests(owner), await desk.asks(owner)
        await billed(desk, owner)
        [change] = await clearances(desk.billing)
        async with acting(desk.letters) as work:
            await keep_clearance(work, ClearanceChanged.model_validate(change))
            issuing = asyncio.create_task(desk.decides(request, answer))
            await asyncio.sleep(0.2)
            assert not issuing.done()
        with pytest.raises(AnswerOutdated):
            await issuing

    async def test_an_older_change_does_not_touch_a_newer_letter(
        self, desk: Desk, owner: Establishment
    ) -> None:
        await billed(desk, owner)
        await pays(desk.billing, ON_500)
        letter = await desk.issues(owner)
        await desk.hears()
        assert (await desk.letter_now(letter)).state == "valid"


class TestRevocation:
    async def test_follows_a_payment_that_was_taken_back(
        self, desk: Desk, owner: Establishment
    ) -> None:
        await billed(desk, owner)
        await pays(desk.billing, ON_500)
        letter = await desk.issues(owner)
        await takes_back(desk.billing, owner, ON_500)
        await desk.hears()
        assert (await desk.letter_now(letter)).revoked_reason == "due-again"
        assert (await timeline(desk))[-1] == "letter-revoked"

    async def test_follows_a_month_that_is_held(self, desk: Desk, owner: Establishment) -> None:
        letter = await desk.issues(owner)
        await hears_start(desk.billing, started(owner, on=date(2024, 3, 1)))
        await closes(desk.billing, owner, "2025-04")
        await desk.hears()
        assert (await desk.letter_now(letter)).revoked_reason == "month-held"

    async def test_leaves_the_letters_of_others(self, desk: Desk, owner: Establishment) -> None:
        other = await desk.joins("1000002")
        letter = await desk.issues(other)
        await billed(desk, owner)
        await desk.hears()
        assert (await desk.letter_now(letter)).state == "valid"

    async def test_leaves_a_letter_that_has_run_out(self, desk: Desk, owner: Establishment) -> None:
        letter = await desk.issues(owner)
        await desk.letters_execute(
            "update establishment_copy set clock_shift_days = 12"  # the first of April
        )
        await billed(desk, owner)
        await desk.hears()
        assert (await desk.letter_now(letter)).state == "valid"

    async def test_is_not_taken_back_when_all_is_paid_again(
        self, desk: Desk, owner: Establishment
    ) -> None:
        letter = await desk.issues(owner)
        await billed(desk, owner)
        await pays(desk.billing, ON_500)
        await desk.hears()
        assert (await desk.letter_now(letter)).state == "revoked"
        assert (await desk.issues(owner)).number == "2026-000002"

    async def test_is_heard_of_before_the_establishment_is_known(self, desk: Desk) -> None:
        event = ClearanceChanged(
            establishment_id=uuid7(),
            clear=False,
            balance_due="1.000",
            changed_at=datetime(2026, 3, 20, tzinfo=UTC),
            ledger_position=1,
        )
        async with acting(desk.letters) as work:
            await keep_clearance(work, event)
        assert await desk.all_letters() == []

    async def test_follows_a_change_that_cannot_be_placed_in_time(
        self, desk: Desk, owner: Establishment
    ) -> None:
        letter = await desk.issues(owner)
        event = ClearanceChanged(
            establishment_id=owner.establishment_id,
            clear=False,
            balance_due="1.000",
            changed_at=datetime(2026, 3, 20, tzinfo=UTC),
        )
        async with acting(desk.letters) as work:
            await keep_clearance(work, event)
        assert (await desk.letter_now(letter)).state == "revoked"


async def test_an_unreachable_billing_is_no_verdict(desk: Desk, owner: Establishment) -> None:
    """A refusal by billing itself (a wrong key, say) leaves the request pending."""
    stranger = replace(desk.outside.billing, signer=desk.outside.seals.signer)
    broken = replace(desk, outside=replace(desk.outside, billing=stranger))
    request = await desk.requests(owner)
    await broken.works()
    assert (await desk.request_now(request.request_id)).state == "pending"
