"""Submit stops: workers who leave, each with his last day and a reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from chassis.authorize import acts_for
from chassis.clock import month_of
from chassis.errors import Message, Refusal
from chassis.unit_of_work import UnitOfWork
from services.movements import queries
from services.movements.batches import Movement, open_batch
from services.movements.models import Batch, Coverage
from services.movements.rules.findings import RULES
from services.movements.rules.stops import fault_of


class StopNotPossible(Refusal):
    """One row of the stops breaks a rule, named by `rule`; nothing of the list was kept."""

    message = Message(
        ar="الصف {row}: {reason_ar}",
        en="Row {row}: {reason_en}",
        fix_ar="تصحيح الصف ثم إعادة الإرسال.",
        fix_en="Correct the row and send again.",
    )


@dataclass(frozen=True)
class Stop:
    """One worker who leaves. `stopped_on` is the last day covered."""

    coverage_id: UUID
    stopped_on: date
    reason: str


async def submit_stops(work: UnitOfWork, establishment_id: UUID, stops: Sequence[Stop]) -> Batch:
    """A batch of stops. Raises `NotFound` (another's establishment), `StopNotPossible`."""
    establishment = await acts_for(work, establishment_id)
    today = work.today(establishment)
    ids = [stop.coverage_id for stop in stops]
    known = await queries.coverages(work, establishment_id, ids)
    waiting = await queries.stops_under_review(work, ids)
    known_on = {
        on: {reason.code for reason in await queries.stop_reasons(work, on=on)}
        for on in {stop.stopped_on for stop in stops}
    }
    seen: set[UUID] = set()
    for row, stop in enumerate(stops, start=1):
        coverage = known.get(stop.coverage_id)
        fault = fault_of(
            stop.stopped_on,
            started_on=coverage.started_on if coverage else None,
            already_stopped=coverage is not None and coverage.stopped_on is not None,
            waiting=stop.coverage_id in waiting or stop.coverage_id in seen,
            reason_known=stop.reason in known_on[stop.stopped_on],
            today=today,
        )
        if fault is not None:
            said = fault.said(RULES)
            raise StopNotPossible(row=row, rule=fault.rule, reason_ar=said.ar, reason_en=said.en)
        seen.add(stop.coverage_id)
    movements = [
        Movement(row, "stop", stop.coverage_id, _entry(stop, known))
        for row, stop in enumerate(stops, start=1)
    ]
    month = month_of(stops[0].stopped_on)
    return await open_batch(work, establishment, month=month, movements=movements)


def _entry(stop: Stop, known: Mapping[UUID, Coverage]) -> dict[str, Any]:
    return {
        "coverage_id": str(stop.coverage_id),
        "person_id": str(known[stop.coverage_id].person_id),
        "stopped_on": stop.stopped_on.isoformat(),
        "reason": stop.reason,
    }
