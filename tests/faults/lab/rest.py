"""What is judged when everything has come to rest: every employer, and what is parked."""

import asyncio
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence

from deploy.demo.visitor import until
from deploy.local.environment import on_this_machine, service_environment
from deploy.local.parts import SERVICES
from deploy.local.place import CHECKOUT, Place, child_environment, python
from tests.faults.lab.checker import (
    Verdict,
    judge_announced,
    judge_employer,
    judge_log,
    judge_unknown,
)
from tests.faults.lab.client import Log
from tests.faults.lab.employer import Employer
from tests.faults.lab.topics import consumers, everything, first_tellings

SIDE_BY_SIDE = 4
QUIET_SECONDS = 1.0


async def judge_effects(
    employers: Sequence[Employer], log: Log, place: Place, poisoned: Counter[str], verdict: Verdict
) -> None:
    """What employers can read, once nothing but poison is parked."""
    judge_unknown(log, verdict)
    await employers[0].journey.employee("treasurer")  # one code on his phone, not one for each
    await _side_by_side(_come_to_rest, employers)
    wanted = parked_by(poisoned)

    async def only_poison_parked() -> bool:
        return await parked(place) == wanted

    await until("nothing but poison is parked", only_poison_parked)
    await _side_by_side(lambda employer: judge_employer(employer, log, verdict), employers)


async def _come_to_rest(employer: Employer) -> None:
    await employer.come_back()
    if not employer.closed:
        await employer.close()


async def _side_by_side(
    act: Callable[[Employer], Awaitable[None]], employers: Sequence[Employer]
) -> None:
    room = asyncio.Semaphore(SIDE_BY_SIDE)

    async def one(employer: Employer) -> None:
        async with room:
            await act(employer)

    async with asyncio.TaskGroup() as all_:
        for employer in employers:
            all_.create_task(one(employer))


async def judge_parked(place: Place, poisoned: Counter[str], verdict: Verdict) -> None:
    """Parked is exactly the poison put in, and stays so."""
    await asyncio.sleep(QUIET_SECONDS)
    found, wanted = await parked(place), parked_by(poisoned)
    if found != wanted:
        verdict.parked.append(f"parked {dict(found)}, the poison is {dict(wanted)}")


async def judge_topics(
    employers: Sequence[Employer], log: Log, place: Place, verdict: Verdict
) -> int:
    """What stands on the topics; how many events were told again under their id."""
    told = await everything(place.address("kafka"))
    announced = Counter((one.key, one.name) for one in first_tellings(told))
    for employer in employers:
        key = str(employer.journey.establishment["establishment_id"])
        judge_announced(employer.number, key, log, announced, verdict)
    return judge_log(told, verdict)


def parked_by(poisoned: Counter[str]) -> Counter[str]:
    """How much each consumer parks of the poison in each topic."""
    wanted = Counter[str]()
    heard_by = consumers()
    for topic, count in poisoned.items():
        for consumer in heard_by[topic]:
            wanted[consumer] += count
    return wanted


async def parked(place: Place) -> Counter[str]:
    """As the operator's command line tells it."""
    counts = Counter[str]()
    for name in SERVICES:
        if name == "portal":
            continue
        environment = service_environment(name, on_this_machine(place))
        process = await asyncio.create_subprocess_exec(
            *python("-m", f"services.{name}", "parked", "list"),
            cwd=CHECKOUT,
            env=child_environment(environment),
            stdout=asyncio.subprocess.PIPE,
        )
        said, _ = await process.communicate()
        counts[name] = int(re.findall(rb"^(\d+) parked", said, re.MULTILINE)[-1])
    return +counts


def fenced(place: Place) -> int:
    """How often a consumer was refused because another one had taken over."""
    logs = place.logs.glob("*.log")
    return sum(log.read_text(errors="replace").count('"fenced"') for log in logs)
