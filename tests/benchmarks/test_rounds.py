"""Rounds and the numbers made of them."""

from collections.abc import Awaitable, Callable

from benchmarks.rounds import alternate, percentile, ratio


async def test_sides_take_turns_and_the_first_round_is_left_out() -> None:
    called: list[str] = []

    def side(name: str) -> Callable[[], Awaitable[int]]:
        async def run() -> int:
            called.append(name)
            return len(called)

        return run

    measured = await alternate(3, ours=side("ours"), peer=side("peer"))
    assert called == ["ours", "peer"] * 3
    assert measured == {"ours": [3, 5], "peer": [4, 6]}


def test_a_ratio_is_the_median_of_the_rounds_own() -> None:
    assert ratio([1.0, 4.0, 9.0], [2.0, 4.0, 3.0]) == 1.0


def test_a_percentile_is_one_of_the_numbers() -> None:
    numbers = [float(one) for one in range(100, 0, -1)]
    assert percentile(numbers, 0.5) == 51.0
    assert percentile(numbers, 0.99) == 100.0
    assert percentile([7.0], 0.99) == 7.0
