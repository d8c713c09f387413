"""A rehearsal: from its request to changes of cover and wages, and back to amounts."""

from chassis.money import fils, jod
from services.billing.assessment import Changes
from services.billing.models.invoices import Cover
from services.billing.rules.wages import Declared
from services.billing.schemas.previews import PreviewRequest, PreviewView, StartRequest
from services.billing.use_cases.preview_batch import Preview


def changes(request: PreviewRequest) -> Changes:
    """What would change."""
    return Changes(
        starts=[_cover(request, start) for start in request.starts],
        stops={stop.coverage_id: stop.stopped_on for stop in request.stops},
        wages={
            one.coverage_id: Declared(one.effective_from, fils(one.wage), number="")
            for one in request.wages
        },
    )


def _cover(request: PreviewRequest, start: StartRequest) -> Cover:
    return Cover(
        coverage_id=start.coverage_id,
        establishment_id=request.establishment_id,
        person_id=start.person_id or start.coverage_id,
        started_on=start.started_on,
        stopped_on=None,
        amount_wage=fils(start.wage),
        hazardous=start.hazardous,
    )


def preview_view(preview: Preview) -> PreviewView:
    """The effect as amounts."""
    return PreviewView(
        amount_before=jod(preview.amount_before),
        amount_after=jod(preview.amount_after),
        difference=jod(preview.difference),
        billed=preview.billed,
        missing_wages=preview.missing,
        law_versions=[*preview.law_versions],
        as_of=preview.as_of,
    )
