"""What letters does later: ask billing and decide, and make the PDF of what was issued."""

import asyncio
from uuid import UUID

from chassis.jobs import JobRun, Jobs, TryLater
from chassis.peers import PeerUnavailable
from services.letters import queries
from services.letters.gateways import Gateways
from services.letters.gateways.billing import Clearance, clearance_of
from services.letters.use_cases.decide_request import (
    PRINT,
    PRINT_LANE,
    AnswerOutdated,
    decide_request,
)
from services.letters.use_cases.keep_print import keep_print
from services.letters.use_cases.note_silence import note_silence
from services.letters.use_cases.request_clearance import ASK, LANE

jobs = Jobs()
jobs.lanes = {LANE: 2, PRINT_LANE: 1}


@jobs.on(ASK)
async def ask_clearance(run: JobRun) -> None:
    """Ask billing with no transaction open, then decide in one; as often as it takes."""
    request_id, outside = UUID(run.payload["request_id"]), run.outside
    answer = await _answer(run, request_id, outside)
    try:
        async with run.last_step() as work:
            await decide_request(work, request_id, answer, signer=outside.seals.signer)
    except AnswerOutdated as error:
        raise TryLater(error.code()) from error


async def _answer(run: JobRun, request_id: UUID, outside: Gateways) -> Clearance:
    async with run.step() as work:
        request = await queries.request(work, request_id)
    assert request is not None, "a job is written with its request"
    try:
        return await clearance_of(outside.billing, request.establishment_id)
    except PeerUnavailable as error:
        async with run.step() as work:
            await note_silence(work, request_id)
        raise TryLater(str(error)) from error


@jobs.on(PRINT)
async def print_letter(run: JobRun) -> None:
    """Set the letter and keep the file; a second start makes the same file."""
    letter_id = UUID(run.payload["letter_id"])
    outside: Gateways = run.outside
    async with run.step() as work:
        letter = await queries.letter(work, letter_id)
    assert letter is not None, "a job is written with its letter"
    content = await asyncio.to_thread(outside.press.pdf, letter.content, letter.seal)
    file_hash = await outside.files.put(content)
    async with run.last_step() as work:
        await keep_print(work, letter_id, file_hash)
