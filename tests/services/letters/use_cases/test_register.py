"""The register: consecutive numbers whatever happens, and entries that nobody changes."""

import asyncio
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from deploy.local.place import CHECKOUT, python
from services.letters.use_cases.decide_request import decide_request
from tests.services.letters.desk import Desk
from tests.services.letters.dying import CLEAR
from tests.services.people import Establishment, acting


class Broken(Exception):
    """Something that goes wrong after the number was taken."""


async def numbers(desk: Desk) -> list[str]:
    return [letter.number for letter in await desk.all_letters()]


def consecutive(count: int) -> list[str]:
    return [f"2026-{ordinal:06d}" for ordinal in range(1, count + 1)]


async def fails(desk: Desk, owner: Establishment) -> None:
    request = await desk.requests(owner)
    with pytest.raises(Broken):
        await _decide_and_break(desk, request.request_id)


async def _decide_and_break(desk: Desk, request_id: UUID) -> None:
    async with acting(desk.letters) as work:
        await decide_request(work, request_id, CLEAR, signer=desk.outside.seals.signer)
        raise Broken


async def test_letters_issued_at_once_have_consecutive_numbers(desk: Desk) -> None:
    owners = [await desk.joins(str(1_000_001 + number)) for number in range(12)]
    letters = await asyncio.gather(*(desk.issues(owner) for owner in owners))
    assert sorted(letter.number for letter in letters) == consecutive(12)
    assert await numbers(desk) == consecutive(12)


async def test_a_transaction_that_fails_leaves_no_gap(desk: Desk, owner: Establishment) -> None:
    await desk.issues(owner)
    await fails(desk, owner)
    await desk.issues(owner)
    assert await numbers(desk) == consecutive(2)


async def test_failures_between_letters_at_once_leave_no_gap(desk: Desk) -> None:
    owners = [await desk.joins(str(1_000_001 + number)) for number in range(12)]
    await asyncio.gather(
        *(
            fails(desk, owner) if number % 3 == 1 else desk.issues(owner)
            for number, owner in enumerate(owners)
        )
    )
    assert await numbers(desk) == consecutive(8)


async def test_a_process_that_dies_before_its_commit_leaves_no_gap(
    desk: Desk, owner: Establishment
) -> None:
    await desk.issues(owner)
    request = await desk.requests(owner)
    address = desk.letters.url.set(drivername="postgresql").render_as_string(hide_password=False)
    command = python("-m", "tests.services.letters.dying", address, str(request.request_id))
    process = await asyncio.create_subprocess_exec(
        *command, cwd=CHECKOUT, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"2026-000002\n"
    process.kill()
    await process.wait()
    await desk.works()  # the request is still there, and goes on
    assert await numbers(desk) == consecutive(2)
    await desk.issues(owner)
    assert await numbers(desk) == consecutive(3)


async def test_each_year_begins_anew(desk: Desk, owner: Establishment) -> None:
    await desk.issues(owner)
    await desk.letters_execute("update establishment_copy set clock_shift_days = 300")
    assert (await desk.issues(owner)).number == "2027-000001"
    await desk.letters_execute("update establishment_copy set clock_shift_days = 0")
    assert (await desk.issues(owner)).number == "2026-000002"


AGAIN_VALID = """
update letter set state = 'revoked', revoked_at = now(), revoked_on = now(),
  revoked_reason = 'due-again';
update letter set state = 'valid', revoked_at = null, revoked_on = null, revoked_reason = null
"""
OUT_OF_ORDER = """
insert into letter select gen_random_uuid(), '2026-000003', year, 2, kind, establishment_id,
  request_id, content, content_hash, seal, issued_on, valid_until, issued_at, ledger_position, state
from letter
"""


@pytest.mark.parametrize(
    ("statements", "refusal"),
    [
        ("update letter set content = '{}'", "what was issued is never changed"),
        ("update letter set valid_until = valid_until + 1", "what was issued is never changed"),
        ("update letter set seal = 'x'", "what was issued is never changed"),
        ("delete from letter", "a letter is never deleted"),
        (AGAIN_VALID, "a revoked letter stays revoked"),
        (OUT_OF_ORDER, "letter_check"),
    ],
)
async def test_an_entry_is_final(
    desk: Desk, owner: Establishment, statements: str, refusal: str
) -> None:
    await desk.issues(owner)
    with pytest.raises(DBAPIError, match=refusal):
        await _execute(desk, statements)


async def _execute(desk: Desk, statements: str) -> None:
    async with desk.letters.begin() as connection:
        for one in statements.split(";"):
            await connection.execute(text(one))
