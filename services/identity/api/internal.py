"""What identity answers to other services."""

from fastapi import APIRouter, Depends

from chassis.errors import NotFound
from chassis.http.edge import InternalRoute, Work
from chassis.http.internal import only
from services.identity import queries
from services.identity.api.outside import Outside
from services.identity.schemas import (
    CodeReference,
    ContactRequest,
    ContactView,
    HandedOutView,
)
from services.identity.use_cases.hand_out_code import hand_out_code

internal = APIRouter(route_class=InternalRoute, prefix="/internal/v1", include_in_schema=False)


@internal.post("/codes", dependencies=[Depends(only("notifications"))])
async def post_code_hand_out(body: CodeReference, work: Work, outside: Outside) -> HandedOutView:
    """Make a code for the sender of messages."""
    made = await hand_out_code(work, reference=body.reference, pepper=outside.pepper)
    return HandedOutView(**vars(made))


@internal.post("/contacts", dependencies=[Depends(only("notifications"))])
async def post_contact(body: ContactRequest, work: Work) -> ContactView:
    """The phone of an establishment's liaison officer, or of an account before or now."""
    if body.change_id is not None:
        found = await queries.former_contact(work, body.change_id)
    else:
        found = await queries.contact(work, body.establishment_id, body.account_id)
    if found is None:
        raise NotFound
    phone, language = found
    return ContactView(phone=phone, language=language)
