"""What billing answers to letters: whether an establishment owes nothing at this moment."""

from fastapi import APIRouter, Depends

from chassis.copies import known_establishment
from chassis.http.edge import InternalRoute, Work
from chassis.http.internal import only
from services.billing.clearance import clearance_of
from services.billing.schemas import clearances as schemas
from services.billing.views import clearances as views

router = APIRouter(route_class=InternalRoute, prefix="/internal/v1", include_in_schema=False)


@router.post("/clearances", dependencies=[Depends(only("letters"))])
async def post_clearance(body: schemas.ClearanceRequest, work: Work) -> schemas.ClearanceView:
    """Clear or not, and what stands in the way; `EstablishmentNotYetKnown` before its time."""
    establishment = await known_establishment(work, body.establishment_id)
    return views.clearance_view(await clearance_of(work, establishment.establishment_id))
