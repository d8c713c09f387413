"""What letters answers."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from chassis.authorize import sees
from chassis.copies import establishment, known_establishment
from chassis.errors import Message, NotFound, Refusal
from chassis.http import paging
from chassis.http.edge import Work, WorkRoute
from chassis.http.paging import Page
from chassis.unit_of_work import UnitOfWork
from services.letters import queries, schemas, views
from services.letters.gateways import Gateways
from services.letters.models import ClearanceRequest, Letter
from services.letters.rules.content import HASH_PREFIX
from services.letters.rules.standing import HOLDER_DIGITS, belongs
from services.letters.use_cases.request_clearance import request_clearance

STAFF = "officer"
PDF = "application/pdf"
KEYS_KEPT = {"Cache-Control": "public, max-age=3600"}

router = APIRouter(route_class=WorkRoute, prefix="/v1")
keys = APIRouter(include_in_schema=False)

Hash = Annotated[str | None, Query(min_length=HASH_PREFIX, max_length=64, pattern="^[0-9a-f]+$")]
Holder = Annotated[str | None, Query(pattern=rf"^\d{{{HOLDER_DIGITS}}}$")]


class NotPrintedYet(Refusal):
    """The letter is issued, its PDF is being made."""

    status = 409
    message = Message(
        ar="الكتاب صادر، ويُجهَّز ملفه الآن.",
        en="The letter is issued; its file is being made.",
        fix_ar="إعادة المحاولة بعد ثوانٍ.",
        fix_en="Try again in a few seconds.",
    )


def gateways_of(request: Request) -> Gateways:
    """Billing, files, key and press of this process."""
    found: Gateways = request.app.state.gateways
    return found


Outside = Annotated[Gateways, Depends(gateways_of)]


@keys.get("/.well-known/letters-jwks.json")
async def get_keys(outside: Outside, response: Response) -> schemas.KeySetView:
    """The public keys of the seals on letters."""
    response.headers.update(KEYS_KEPT)
    return schemas.KeySetView.model_validate({"keys": outside.seals.published()})


@router.post("/establishments/{establishment_id}/clearance-requests", status_code=202)
async def post_clearance_request(
    establishment_id: UUID, work: Work, outside: Outside
) -> schemas.RequestView:
    """Ask for a clearance certificate; billing is asked right after."""
    return await _request_view(work, await request_clearance(work, establishment_id), outside)


@router.get("/establishments/{establishment_id}/clearance-requests")
async def list_clearance_requests(
    establishment_id: UUID,
    work: Work,
    outside: Outside,
    cursor: paging.Cursor = None,
    limit: paging.Limit = 50,
) -> Page[schemas.RequestView]:
    """Requests of an establishment with their outcome, newest first."""
    today = work.today(await sees(work, establishment_id, role=STAFF))
    found = await queries.requests_of(
        work, establishment_id, before=paging.identifier(cursor), limit=limit
    )
    letters = await queries.letters_for(work, found)
    address = outside.press.address
    return paging.page(
        found,
        limit,
        lambda one: views.request_view(
            one, letters.get(one.request_id), today=today, address=address
        ),
        key=lambda one: one.request_id,
    )


@router.get("/clearance-requests/{request_id}")
async def get_clearance_request(
    request_id: UUID, work: Work, outside: Outside
) -> schemas.RequestView:
    """A request and its outcome."""
    request = await queries.request(work, request_id)
    if request is None:
        raise NotFound
    await sees(work, request.establishment_id, role=STAFF)
    return await _request_view(work, request, outside)


@router.get("/letters/{letter_id}/letter.pdf", response_class=Response)
async def get_letter_file(letter_id: UUID, work: Work, outside: Outside) -> Response:
    """The letter as PDF; `NotPrintedYet` in the moments after its issue."""
    letter = await _visible_letter(work, letter_id)
    if letter.file_hash is None:
        raise NotPrintedYet
    content = await outside.files.get(letter.file_hash)
    name = f"clearance-{letter.number}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=PDF, headers=headers)


@router.get("/letters/{letter_id}/content.json", response_class=Response)
async def get_letter_content(letter_id: UUID, work: Work) -> Response:
    """What was issued, byte for byte: its SHA-256 is the letter's `content_hash`."""
    letter = await _visible_letter(work, letter_id)
    return Response(letter.content.encode(), media_type="application/json")


@router.get("/verifications/{number}")
async def get_verification(
    number: str,
    work: Work,
    seal_hash: Annotated[Hash, Query(alias="hash")] = None,
    holder: Holder = None,
) -> schemas.VerificationView:
    """How a letter stands (no sign-in): by the hash in its QR code, or the holder's last digits."""
    letter = await queries.letter_by_number(work, number[:20])
    owner = None if letter is None else await establishment(work, letter.establishment_id)
    if (
        letter is None
        or owner is None
        or not belongs(
            content_hash=letter.content_hash,
            holder_number=owner.number,
            hash_told=seal_hash,
            holder_told=holder,
        )
    ):
        return schemas.VerificationView(number=number[:20], state="unknown", checked_at=work.now)
    return views.verification_view(letter, owner, today=work.today(owner), now=work.now)


async def _visible_letter(work: UnitOfWork, letter_id: UUID) -> Letter:
    letter = await queries.letter(work, letter_id)
    if letter is None:
        raise NotFound
    await sees(work, letter.establishment_id, role=STAFF)
    return letter


async def _request_view(
    work: UnitOfWork, request: ClearanceRequest, outside: Gateways
) -> schemas.RequestView:
    letters = await queries.letters_for(work, [request])
    today = work.today(await known_establishment(work, request.establishment_id))
    return views.request_view(
        request, letters.get(request.request_id), today=today, address=outside.press.address
    )
