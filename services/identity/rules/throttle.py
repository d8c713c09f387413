"""How long an account waits after failed passwords."""

from datetime import timedelta

FREE_FAILURES = 5
_FIRST = timedelta(seconds=30)
_LONGEST = timedelta(minutes=15)


def pause_after(failures: int) -> timedelta:
    """Nothing for the first four failures, then 30 s doubling up to a quarter of an hour."""
    if failures < FREE_FAILURES:
        return timedelta(0)
    doublings = min(failures - FREE_FAILURES, 10)
    return min(_FIRST * (1 << doublings), _LONGEST)
