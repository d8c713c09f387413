"""What must be true when everything has healed; and in a calm world, that nothing is sent twice."""

from collections import Counter, defaultdict

from tests.faults.model.announcing import Event
from tests.faults.model.world import STEPS_MAX, World


def broken(world: World) -> list[str]:
    """Every invariant that does not hold, in words; empty if all do."""
    found = []
    if world.steps >= STEPS_MAX:
        found.append("it never comes to rest")
    if len(world.announcing.outbox) != len(world.commands):
        found.append("a command was never carried out")
    if world.hearing.zombie_commits:
        found.append("a zombie committed")
    found += _each_key(world)
    if world.calm and sum(map(len, world.topic.logs)) > len(world.commands):
        found.append("sent twice in a calm world")
    return found


def _each_key(world: World) -> list[str]:
    found = []
    announced, applied = _by_key(world.announcing.outbox), _by_key(world.hearing.effects)
    parked = _by_key(world.hearing.parked)
    for key, events in announced.items():
        ids = [event.id for event in sorted(events, key=lambda one: one.number)]
        first = next((n for n, one in enumerate(ids) if one in world.poison), len(ids))
        got = [event.id for event in applied[key]]
        if set(ids[:first]) - set(got):
            found.append(f"lost: {sorted(set(ids[:first]) - set(got))} of key {key}")
        if doubled := [one for one, times in Counter(got).items() if times > 1]:
            found.append(f"doubled: {doubled} of key {key}")
        if list(dict.fromkeys(got)) != [one for one in ids if one in got]:
            found.append(f"out of order: key {key} was announced as {ids}, applied as {got}")
        if [event.id for event in parked[key]] != ids[first:]:
            found.append(f"parked: not exactly {ids[first:]} of key {key}")
    return found


def _by_key(events: list[Event]) -> dict[int, list[Event]]:
    found: dict[int, list[Event]] = defaultdict(list)
    for event in events:
        found[event.key].append(event)
    return found
