"""The watchdog: nothing is waited for without an end, and a process that hangs ends itself."""

import asyncio
import subprocess
import sys
import time

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.consumer.group_coordinator import GroupCoordinator
from aiokafka.producer.sender import Sender

from chassis import watchdog
from chassis.app import _Running
from chassis.health import Progress
from chassis.watchdog import HalfDead, TooManyAbandoned, watch, within
from tests.chassis.waiting import eventually

BLOCKED = """
import asyncio, re
from chassis import watchdog

async def main():
    watchdog.LOOP_SECONDS = 1
    watching = asyncio.create_task(watchdog.watch([]))
    await asyncio.sleep(0.1)
    re.match("(a+)+$", "a" * 60 + "b")  # for ever, without letting any other thread run

asyncio.run(main())
"""


class TestWithin:
    async def test_what_answers_in_time_is_passed_on(self) -> None:
        async def answer() -> int:
            return 42

        async def fail() -> None:
            raise KeyError

        assert await within(60, answer()) == 42
        with pytest.raises(KeyError):
            await within(60, fail())

    async def test_what_hangs_is_left_behind(self) -> None:
        with pytest.raises(HalfDead, match=r"no answer within 0\.01 s"):
            await within(0.01, asyncio.Event().wait())

    async def test_what_was_cancelled_from_elsewhere_is_a_failure_of_its_own(self) -> None:
        async def cancelled() -> None:
            raise asyncio.CancelledError

        with pytest.raises(HalfDead, match="cancelled from elsewhere"):
            await within(60, cancelled())

    async def test_our_own_cancellation_reaches_it(self) -> None:
        inner = asyncio.get_running_loop().create_future()
        outer = asyncio.create_task(within(60, inner))
        await asyncio.sleep(0)
        outer.cancel()
        with pytest.raises(asyncio.CancelledError):
            await outer
        assert inner.cancelled()

    async def test_too_many_that_do_not_end_are_not_borne(self) -> None:
        released = asyncio.Event()

        async def stubborn() -> None:
            while not released.is_set():
                try:
                    await released.wait()
                except asyncio.CancelledError:
                    continue

        try:
            for _ in range(watchdog.ABANDONED_MAX):
                with pytest.raises(HalfDead):
                    await within(0.01, stubborn())
            with pytest.raises(TooManyAbandoned):
                await within(0.01, stubborn())
        finally:
            released.set()
            await eventually("all have ended", lambda: not watchdog._abandoned)


class TestProcess:
    def test_a_blocked_event_loop_ends_it_and_shows_where(self) -> None:
        done = subprocess.run(
            [sys.executable, "-c", BLOCKED], capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode != 0
        assert "Timeout" in done.stderr
        assert "in main" in done.stderr

    async def test_an_event_loop_that_was_blocked_for_a_while_is_said(
        self, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        monkeypatch.setattr(watchdog, "LOOK_SECONDS", 0.01)
        monkeypatch.setattr(watchdog, "SLOW_SECONDS", 0.1)
        watching = asyncio.create_task(watch([]))
        await asyncio.sleep(0)
        time.sleep(0.3)  # noqa: ASYNC251 - this is what blocks it
        await eventually("it is said", lambda: "event loop blocked" in caplog.messages)
        watching.cancel()

    async def test_a_part_that_turns_no_more_ends_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(watchdog, "LOOK_SECONDS", 0.05)
        ended: list[str] = []
        well, hung = Progress("well", hang_seconds=1), Progress("hung", hang_seconds=1)
        unbounded = Progress("jobs:default")
        watching = asyncio.create_task(watch([well, hung, unbounded], end=ended.append))

        def turned_and_ended() -> bool:
            well.turned()
            return len(ended) > 2

        await eventually("it ends the process", turned_and_ended)
        watching.cancel()
        assert set(ended) == {"hung has not turned for 1 s"}

    @pytest.mark.parametrize("death", ["fails", "is cancelled from elsewhere", "just ends"])
    async def test_a_part_that_dies_ends_it(
        self, monkeypatch: pytest.MonkeyPatch, death: str
    ) -> None:
        statuses: list[int] = []
        monkeypatch.setattr("chassis.app.os._exit", statuses.append)
        running = _Running()

        async def part() -> None:
            if death == "fails":
                raise KeyError
            if death != "just ends":
                await asyncio.Event().wait()

        running.start(part)
        await asyncio.sleep(0)
        if death == "is cancelled from elsewhere":
            running.tasks[0].cancel()
        await eventually("it ends the process", lambda: statuses == [70])

    async def test_an_orderly_end_does_not(self, monkeypatch: pytest.MonkeyPatch) -> None:
        statuses: list[int] = []
        monkeypatch.setattr("chassis.app.os._exit", statuses.append)
        running = _Running()
        running.start(asyncio.Event().wait)  # type: ignore[arg-type]
        await asyncio.sleep(0)
        await running.stop()
        assert statuses == []


def test_aiokafka_still_calls_by_these_names_what_we_look_at() -> None:
    """A new version that names them otherwise would make our looks see nothing."""
    assert "_coordinator" in AIOKafkaConsumer.start.__code__.co_names
    assert "_rejoin_needed_fut" in GroupCoordinator.__init__.__code__.co_names
    assert "_sender" in AIOKafkaProducer.__init__.__code__.co_names
    assert isinstance(Sender.sender_task, property)
