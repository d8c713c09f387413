"""What notifications answers."""

import hashlib
import hmac
from uuid import UUID

from fastapi import APIRouter, Request

from chassis.authorize import NotSignedIn, acts_for
from chassis.http import paging
from chassis.http.edge import Work, WorkRoute
from services.notifications import queries
from services.notifications.gateways import Gateways
from services.notifications.models import InboxItem
from services.notifications.rules.templates import TEMPLATES
from services.notifications.schemas import DeliveryReport, InboxView, NoticeView
from services.notifications.use_cases.mark_read import mark_read
from services.notifications.use_cases.record_delivery import record_delivery

SIGNATURE = "X-Signature"

router = APIRouter(route_class=WorkRoute, prefix="/v1")


@router.get("/establishments/{establishment_id}/inbox")
async def list_inbox(
    establishment_id: UUID, work: Work, cursor: paging.Cursor = None, limit: paging.Limit = 50
) -> InboxView:
    """Notices of an establishment the caller acts for, newest first."""
    await acts_for(work, establishment_id)
    items = await queries.inbox(
        work, establishment_id, before=paging.identifier(cursor), limit=limit
    )
    more = paging.encode(str(items[-1].item_id)) if len(items) == limit else None
    return InboxView(
        items=[notice_view(item) for item in items],
        unread=await queries.unread(work, establishment_id),
        next_cursor=more,
    )


@router.post("/inbox/{item_id}/read")
async def post_read(item_id: UUID, work: Work) -> NoticeView:
    """Mark a notice as read."""
    return notice_view(await mark_read(work, item_id))


@router.post("/delivery-reports", status_code=204)
async def post_delivery_report(body: DeliveryReport, request: Request, work: Work) -> None:
    """The SMS operator's report (signed: HMAC-SHA256 of the body in `X-Signature`)."""
    outside: Gateways = request.app.state.gateways
    expected = hmac.new(outside.report_secret, await request.body(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(request.headers.get(SIGNATURE, ""), expected):
        raise NotSignedIn
    message_id = UUID(body.reference.partition(".")[0])
    await record_delivery(work, message_id, state=body.state, at=body.at)


def notice_view(item: InboxItem) -> NoticeView:
    """A notice with its texts."""
    template = TEMPLATES[item.template]
    return NoticeView(
        **item.model_dump(include={"item_id", "template", "created_at", "read_at"}),
        text_ar=template.text("ar", item.facts),
        text_en=template.text("en", item.facts),
    )
