"""What changed between a rehearsal and the bill."""

from collections.abc import Mapping
from typing import Any

from chassis.money import jod


def differences(rehearsed: Mapping[str, int], billed: Mapping[str, int]) -> list[dict[str, Any]]:
    """By period of cover (its id): charged besides, no longer charged, or charged otherwise.

    Amounts come in fils and are told in JOD; their sum is the bill less the rehearsal.
    """
    changes = []
    for coverage_id in sorted(set(rehearsed) | set(billed)):
        before, after = rehearsed.get(coverage_id), billed.get(coverage_id)
        if before == after:
            continue
        kind = "added" if before is None else "removed" if after is None else "changed"
        amount = (after or 0) - (before or 0)
        changes.append({"kind": kind, "coverage_id": coverage_id, "amount": jod(amount)})
    return changes
