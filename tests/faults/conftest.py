"""A stack with traps, for all tests of this folder that want one."""

from collections.abc import AsyncIterator, Callable, Iterator

import httpx
import pytest

from deploy.demo.steps import Journey
from deploy.demo.visitor import Visitor
from deploy.local.machine import free_base
from deploy.local.place import CHECKOUT, Place
from tests.faults.stack import FaultStack

NewJourney = Callable[[], Journey]


@pytest.fixture(scope="package")
def fault_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FaultStack]:
    state = tmp_path_factory.mktemp("faults") / "state"
    made = FaultStack(Place(state, CHECKOUT / ".cache", free_base()))
    made.start()
    yield made
    made.stop()


@pytest.fixture(scope="package")
def sessions() -> dict[str, Visitor]:
    """Members of staff by login id: a session serves every telling of the story."""
    return {}


@pytest.fixture
async def new_journey(
    fault_stack: FaultStack, sessions: dict[str, Visitor]
) -> AsyncIterator[NewJourney]:
    async with httpx.AsyncClient(timeout=30) as http:
        yield lambda: Journey.at(fault_stack.place, http, sessions)
