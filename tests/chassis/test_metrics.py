"""What a running service measures, and what it shows when Prometheus asks."""

import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.semconv._incubating.metrics import messaging_metrics
from sqlalchemy import text

from chassis import figures, metrics
from chassis.database import create_engine
from chassis.figures import Figures
from chassis.health import Progress
from services.letters.use_cases.request_clearance import LANE
from tests.chassis.http.test_edge import announce
from tests.chassis.messaging.parked import park
from tests.chassis.messaging.test_slice import event
from tests.chassis.scraping import Scraped, letters, measuring
from tests.chassis.waiting import eventually, running
from tests.conftest import OpenDatabase, Server
from tests.services.people import acting

TOPIC = "identity.establishments.v1"
REJECTIONS = "daman_consumer_epoch_rejections_total"


@pytest.fixture
async def scraped(
    database: OpenDatabase, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Scraped]:
    async with letters(await database("letters"), postgres, monkeypatch) as made:
        yield made


async def reaches(scraped: Scraped, wanted: float, name: str, **labels: str) -> None:
    """Wait until a figure has this value."""

    async def holds() -> bool:
        return await scraped.value(name, **labels) == wanted

    await eventually(f"{name} {labels} is {wanted}", holds)


async def taken_by_another(scraped: Scraped) -> None:
    """The partition was ours, and somebody else claims it."""
    taken = await scraped.value("messaging_client_consumed_messages_total") or 0
    scraped.kafka.append(event(0))
    await reaches(scraped, taken + 1, "messaging_client_consumed_messages_total")
    async with scraped.engine.begin() as connection:
        await connection.execute(text("update consumer_progress set epoch = epoch + 1"))


class TestEvents:
    async def test_what_is_sent_and_what_is_taken(self, scraped: Scraped) -> None:
        labels = {"messaging_system": "kafka", "messaging_destination_name": TOPIC}
        announced = {**labels, "messaging_destination_name": "letters.letters.v1"}
        assert await scraped.value("messaging_client_sent_messages_total", **announced) == 0
        sent = await scraped.value("messaging_client_sent_messages_total") or 0
        taken = await scraped.value("messaging_client_consumed_messages_total", **labels)
        assert taken is not None, "it begins at zero"
        async with acting(scraped.engine) as work:
            await announce(work, "1")
        for offset in range(2):
            scraped.kafka.append(event(offset))
        await reaches(scraped, sent + 1, "messaging_client_sent_messages_total", **labels)
        await reaches(scraped, taken + 2, "messaging_client_consumed_messages_total", **labels)
        assert await scraped.value("messaging_process_duration_seconds_count", **labels)

    async def test_lag_is_shown_by_topic_until_it_is_gone(self, scraped: Scraped) -> None:
        await reaches(scraped, 0, "daman_consumer_lag", messaging_destination_name=TOPIC)
        metrics.show_lag([("a.b.v1", 2), ("a.b.v1", 3), ("a.c.v1", 1)])
        found = [(one.labels, one.value) for one in await scraped.samples()]
        assert ({"messaging_destination_name": "a.b.v1"}, 5.0) in found
        await reaches(scraped, 0, "daman_consumer_lag")

    async def test_parked_events_by_reason_and_keys_by_the_reason_of_their_first(
        self, scraped: Scraped
    ) -> None:
        await park(scraped.engine, b"1")
        await park(scraped.engine, b"1", reason="behind-parked")
        await park(scraped.engine, b"2")
        await reaches(scraped, 2, "daman_parked_events", daman_reason="refused")
        await reaches(scraped, 1, "daman_parked_events", daman_reason="behind-parked")
        await reaches(scraped, 2, "daman_parked_keys", daman_reason="refused")
        assert await scraped.value("daman_parked_keys", daman_reason="behind-parked") is None

    async def test_a_parked_event_that_is_tried_again(self, scraped: Scraped) -> None:
        before = await scraped.value("daman_parked_retries_total") or 0
        scraped.kafka.append(replace(event(0), value=b"{}"))

        async def tried() -> bool:
            return (await scraped.value("daman_parked_retries_total") or 0) > before

        await eventually("it is tried again", tried)
        await reaches(scraped, 1, "daman_parked_keys", daman_reason="undecodable-body")

    async def test_a_partition_that_another_process_took(self, scraped: Scraped) -> None:
        before = await scraped.value(REJECTIONS, messaging_destination_name=TOPIC)
        assert before is not None, "it begins at zero"
        await taken_by_another(scraped)
        scraped.kafka.append(event(1))
        await reaches(scraped, before + 1, REJECTIONS)

    async def test_a_partition_whose_position_is_outside_its_log(self, scraped: Scraped) -> None:
        await reaches(scraped, 0, "daman_consumer_partitions_halted")
        await taken_by_another(scraped)
        scraped.kafka.beginning = 10
        scraped.kafka.append(event(1))
        await reaches(scraped, 1, "daman_consumer_partitions_halted")
        await reaches(scraped, 1, "daman_part_stuck", daman_part="consumers")


class TestStanding:
    async def test_jobs_that_are_due_and_those_that_come_later(self, scraped: Scraped) -> None:
        await reaches(scraped, 0, "daman_job_waiting_size", daman_lane=LANE)
        insert = text("""
            insert into job (id, lane, kind, payload, due_at, tries, created_at)
            select gen_random_uuid(), 'none', 'k', '{}', now() + due, tries, now() - old
            from (values (interval '-1 h', 0, interval '1 d'), (interval '1 d', 0, interval '0'),
                         (interval '1 h', 3, interval '2 h')) waiting (due, tries, old)
        """)
        async with scraped.engine.begin() as connection:
            await connection.execute(insert)
        await reaches(scraped, 2, "daman_job_waiting_size", daman_lane="none")

        async def two_hours() -> bool:
            name = "daman_job_waiting_age_seconds"
            return (await scraped.value(name, daman_lane="none") or 0) // 3600 == 2

        await eventually("the one that was tried is the oldest: two hours", two_hours)

    async def test_jobs_put_back_and_given_up(self, scraped: Scraped) -> None:
        labels = {"daman_lane": LANE}
        put_back = await scraped.value("daman_job_retries_total", **labels)
        assert put_back is not None, "it begins at zero"
        insert = text("""
            insert into job (id, lane, kind, payload, tries) values
            (gen_random_uuid(), :lane, 'unknown', '{}', :tries)
        """)
        given_up = await scraped.value("daman_job_failures_total", **labels) or 0
        async with scraped.engine.begin() as connection:
            await connection.execute(
                insert, [{"lane": LANE, "tries": 3}, {"lane": LANE, "tries": 20}]
            )
        await reaches(scraped, put_back + 1, "daman_job_retries_total", **labels)
        await reaches(scraped, given_up + 1, "daman_job_failures_total", **labels)

    async def test_a_breaker_that_is_open(self, scraped: Scraped) -> None:
        await reaches(scraped, 0, "daman_consumer_breaker_open")
        await reaches(scraped, 0, "daman_part_stuck", daman_part="consumers")
        for number in range(101):
            await park(scraped.engine, str(number).encode())
        await reaches(scraped, 1, "daman_consumer_breaker_open")
        await reaches(scraped, 1, "daman_part_stuck", daman_part="consumers")

    async def test_what_waits_in_the_outbox(self, database: OpenDatabase) -> None:
        measuring()
        engine = await database("letters")
        async with acting(engine) as work:
            await announce(work, "1")
        await Figures(engine, [], [figures.outbox, figures.audit]).look()
        found = {
            name: shown._found[()] for name, shown in vars(metrics).items() if name[:6] == "OUTBOX"
        }
        assert found["OUTBOX_SIZE"] == 1
        assert found["OUTBOX_AGE"] > 0

    async def test_a_database_that_is_away_is_survived_and_said(
        self, database: OpenDatabase, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(figures, "LOOK_SECONDS", 0.05)
        engine = await database("letters")
        asked = Figures(engine, [Progress("relay")], [figures.outbox])
        await asked.look()
        assert metrics.UNANSWERED._found[()] < 1
        found = metrics.OUTBOX_SIZE._found
        asked._answered_at -= 100
        asked.engine = create_engine("postgresql://letters@127.0.0.1:1/letters", application="t")
        async with running(asked):
            await eventually("it is said", lambda: metrics.UNANSWERED._found[()] > 99)
        assert metrics.OUTBOX_SIZE._found is found


class TestRequests:
    COUNT = "http_server_request_duration_seconds_count"

    async def test_are_told_by_route_method_and_status(self, scraped: Scraped) -> None:
        hidden = "/v1/establishments/4e9d3b7e-0000-7000-8000-00000000abcd/clearance-requests"
        assert (await scraped.http.get("/.well-known/letters-jwks.json")).status_code == 200
        refused = await scraped.http.post(hidden, json={})
        labels = {"http_request_method": "GET", "http_response_status_code": "200"}
        route = "/.well-known/letters-jwks.json"
        assert await scraped.value(self.COUNT, http_route=route, **labels)
        status = str(refused.status_code)
        assert await scraped.value(
            self.COUNT,
            http_route="/v1/establishments/{establishment_id}/clearance-requests",
            http_request_method="POST",
            http_response_status_code=status,
        )
        assert "abcd" not in (await scraped.http.get("/metrics")).text

    async def test_what_has_no_route_or_a_strange_method(self, scraped: Scraped) -> None:
        await scraped.http.request("BREW", "/no/such/address")
        assert await scraped.value(self.COUNT, http_request_method="_OTHER")
        exposition = (await scraped.http.get("/metrics")).text
        assert "BREW" not in exposition
        assert "/no/such" not in exposition

    async def test_a_bug_is_a_500_with_its_kind(self, scraped: Scraped) -> None:
        async def bug() -> None:
            raise ZeroDivisionError

        scraped.app.add_api_route("/bug", bug)
        assert (await scraped.http.get("/bug")).status_code == 500
        labels = {"http_response_status_code": "500", "error_type": "ZeroDivisionError"}
        assert await scraped.value(self.COUNT, http_route="/bug", **labels) == 1

    async def test_questions_about_health_do_not_count(self, scraped: Scraped) -> None:
        for path in ("/livez", "/readyz", "/metrics"):
            await scraped.http.get(path)
            assert await scraped.value(self.COUNT, http_route=path) is None


def test_names_are_those_of_the_conventions() -> None:
    agreed: dict[Any, str] = {
        metrics.SENT: messaging_metrics.MESSAGING_CLIENT_SENT_MESSAGES,
        metrics.CONSUMED: messaging_metrics.MESSAGING_CLIENT_CONSUMED_MESSAGES,
        metrics.PROCESSING: messaging_metrics.MESSAGING_PROCESS_DURATION,
    }
    for instrument, name in agreed.items():
        assert instrument._name == name


class TestCollector:
    """OTLP over HTTP, as a collector hears it."""

    @pytest.fixture
    def heard(self) -> Iterator[tuple[str, list[str]]]:
        paths: list[str] = []

        class Collector(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                paths.append(self.path)
                self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        server = HTTPServer(("127.0.0.1", 0), Collector)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", paths
        server.shutdown()
        thread.join()
        server.server_close()

    def test_gets_the_metrics_at_its_address(self, heard: tuple[str, list[str]]) -> None:
        endpoint, paths = heard
        provider = MeterProvider([metrics.otlp_reader(endpoint + "/")])
        provider.get_meter("test").create_counter("daman.test").add(1)
        provider.shutdown()
        assert paths == ["/v1/metrics"]
