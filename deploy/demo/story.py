"""The steps in the order in which the demo tells them."""

from collections.abc import Awaitable, Callable

from deploy.demo import january, letters, settlement, steps, timeline

Step = Callable[[steps.Journey], Awaitable[str]]

STORY: tuple[Step, ...] = (
    steps.sign_in,
    steps.upload_with_faults,
    steps.send_corrected,
    steps.approve,
    steps.messages,
    steps.close_month,
    letters.refuse_clearance,
    steps.pay,
    steps.settle,
    letters.issue_clearance,
    settlement.reconcile,
    settlement.reverse,
    january.adjust_january,
    timeline.tell_timeline,
)
