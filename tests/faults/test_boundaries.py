"""The story while its services die at their boundaries: it ends as if nobody had."""

from collections.abc import Sequence

import pytest

from deploy.demo.story import STORY
from tests.faults.catalogue import AT_THE_START, rounds
from tests.faults.conftest import NewJourney
from tests.faults.stack import FaultStack
from tests.faults.traps import Trap

pytestmark = pytest.mark.stack


@pytest.mark.parametrize("deaths", rounds(), ids=lambda one: " + ".join(map(str, one)))
async def test_the_story_ends_as_if_nobody_had_died(
    fault_stack: FaultStack, new_journey: NewJourney, deaths: Sequence[Trap]
) -> None:
    """Each step of the story says by itself what is lost or doubled."""
    for trap in deaths:
        fault_stack.arm(trap)
        if trap.point.startswith(AT_THE_START):
            fault_stack.kill(trap.service)
    journey = new_journey()
    for step in STORY:
        await step(journey)
    assert fault_stack.armed() == [], "they never came by"
