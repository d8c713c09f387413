"""What billing answers to other services: the effect of a batch or of wages on a bill."""

from fastapi import APIRouter, Depends

from chassis.http.edge import InternalRoute, Work
from chassis.http.internal import only
from services.billing.schemas import previews as schemas
from services.billing.use_cases.preview_batch import preview_batch
from services.billing.views import previews as views

router = APIRouter(route_class=InternalRoute, prefix="/internal/v1", include_in_schema=False)


@router.post("/previews", dependencies=[Depends(only("movements", "payroll"))])
async def post_preview(body: schemas.PreviewRequest, work: Work) -> schemas.PreviewView:
    """What a batch or a file would make of a month's bill."""
    preview = await preview_batch(
        work,
        rehearsal_id=body.rehearsal_id,
        establishment_id=body.establishment_id,
        month=body.month,
        changes=views.changes(body),
    )
    return views.preview_view(preview)
