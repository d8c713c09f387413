"""Dashboards and alarms ask for what a running service exports, and say where to read on."""

import json
import re
from collections.abc import Iterable
from dataclasses import replace

import pytest
import yaml
from promql_parser import BinaryExpr, NumberLiteral, parse, parse_duration

from chassis import figures, jobs
from chassis.messaging import retrier
from chassis.settings import ServiceSettings
from deploy.local.environment import in_containers
from deploy.local.parts import SERVICES
from deploy.local.place import CHECKOUT
from tests.chassis.http.test_edge import announce
from tests.chassis.messaging.parked import park
from tests.chassis.messaging.test_slice import event
from tests.chassis.scraping import Scraped, labels_of, letters
from tests.chassis.waiting import eventually
from tests.conftest import OpenDatabase, Server
from tests.deploy.queries import (
    FOLDER,
    Document,
    Exported,
    Query,
    alerts,
    complaints,
    metrics_of,
    panels,
    rules,
)
from tests.services.people import acting

RULES = {rule["alert"]: rule for rule in rules()}
SCRAPE: Document = yaml.safe_load((FOLDER / "prometheus.yaml").read_text())
ADDED_BY_PROMETHEUS = {"job", "instance", "service_name"}
OURS = re.compile(r"daman_|messaging_|http_")
PART_OF_A_HISTOGRAM = re.compile(r"_(bucket|count|sum)$")


@pytest.fixture
async def exported(
    database: OpenDatabase, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> Exported:
    """What Prometheus gets from a service that has sent, taken, parked and answered something."""
    async with letters(await database("letters"), postgres, monkeypatch) as scraped:
        async with acting(scraped.engine) as work:
            await announce(work, "1")
        scraped.kafka.append(event(0))
        await park(scraped.engine, b"1")
        await scraped.http.get("/.well-known/letters-jwks.json")
        await eventually("everything has been measured once", lambda: _is_measured(scraped))
        found = labels_of(await scraped.samples())
    found["up"] = set()
    return {name: labels | ADDED_BY_PROMETHEUS for name, labels in found.items()}


async def _is_measured(scraped: Scraped) -> bool:
    names = (
        "http_server_request_duration_seconds_count",
        "messaging_process_duration_seconds_count",
        "daman_consumer_lag",
        "daman_parked_keys",
        "daman_event_loop_lag_seconds_count",
        "daman_database_unanswered_seconds",
    )
    there = {one.name for one in await scraped.samples()}
    return there.issuperset(names)


def unused(exported: Iterable[str], queries: Iterable[Query]) -> set[str]:
    """What is exported and neither shown nor watched; a histogram is used by any part of it."""
    used = {PART_OF_A_HISTOGRAM.sub("", name) for query in queries for name in metrics_of(query)}
    ours = {PART_OF_A_HISTOGRAM.sub("", name) for name in exported if OURS.match(name)}
    return ours - used


class TestQueries:
    async def test_ask_for_what_a_running_service_exports(self, exported: Exported) -> None:
        found = [one for query in (*alerts(), *panels()) for one in complaints(query, exported)]
        assert found == []

    async def test_leave_out_nothing_that_it_exports(self, exported: Exported) -> None:
        queries = [*alerts(), *panels()]
        assert unused(exported, queries) == set()
        without = [one for one in queries if "epoch_rejections" not in one.text]
        assert unused(exported, without) == {"daman_consumer_epoch_rejections_total"}

    @pytest.mark.parametrize(
        ("text", "complaint"),
        [
            ("sum by (lane) (jobs", "unclosed"),
            ("sum by (lane) (job)", "no metric job"),
            ('sum by (lane) (jobs{line="a"})', "jobs has no label line"),
            ("sum by (line) (jobs)", "nothing has a label line to group by"),
            ("sum by (lane) (max by (service) (jobs))", "nothing has a label lane to group by"),
            ("max by (service) (jobs) > 1", "the result has no label lane"),
            ("sum(jobs)", "the result has no label lane"),
            ("1 - sum by (service) (rate(jobs[5m]))", "the result has no label lane"),
        ],
    )
    def test_a_wrong_one_is_found(self, text: str, complaint: str) -> None:
        exported = {"jobs": {"lane", "service"}}
        right = Query("alarm", "topk(3, sum by (lane) (rate(jobs[5m]))) > 1", frozenset({"lane"}))
        assert complaints(right, exported) == []
        found = complaints(replace(right, text=text), exported)
        assert complaint in " ".join(found)


def lost_links(links: Iterable[str]) -> list[str]:
    """Links that lead to no section of a page of ours."""
    return [link for link in links if not _has_section(*link.partition("#")[::2])]


def _has_section(page: str, anchor: str) -> bool:
    file = CHECKOUT / page
    text = file.read_text() if file.is_file() else ""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return anchor in {re.sub(r"[^\w -]", "", one).lower().replace(" ", "-") for one in headings}


def limit(rule: Document) -> float:
    """The number that an alarm's query is compared with."""
    expression = parse(rule["expr"])
    assert isinstance(expression, BinaryExpr)
    assert isinstance(expression.rhs, NumberLiteral)
    return expression.rhs.val


class TestAlarms:
    def test_each_leads_to_a_section_that_says_what_to_do(self) -> None:
        assert lost_links(rule["annotations"]["runbook_url"] for rule in rules()) == []
        assert lost_links(["docs/operations.md#no-such-section", "docs/none.md#the-breaker"])

    def test_each_has_a_severity_and_a_name_of_its_own(self) -> None:
        assert {rule["labels"]["severity"] for rule in rules()} == {"critical", "warning"}
        assert len(RULES) == len(rules())

    def test_the_outbox_is_old_for_the_alarm_when_it_is_for_readyz(self) -> None:
        assert limit(RULES["OutboxOld"]) == ServiceSettings.model_fields["stuck_seconds"].default

    def test_a_database_is_not_away_between_two_looks(self) -> None:
        assert limit(RULES["DatabaseAway"]) > 2 * figures.LOOK_SECONDS + figures.ANSWER_SECONDS

    def test_parked_keys_alarm_once_they_have_been_tried_at_the_longest_pause(self) -> None:
        waits = parse_duration(RULES["KeysParked"]["for"])
        assert waits.total_seconds() > retrier.PAUSE_SECONDS_MAX

    def test_a_job_is_old_when_all_its_tries_should_be_over(self) -> None:
        pauses = sum(jobs.pause(tries).total_seconds() for tries in range(1, jobs.TRIES_MAX))
        assert limit(RULES["JobsOld"]) > pauses


class TestScrape:
    def test_asks_every_service_by_its_address(self) -> None:
        (job,) = SCRAPE["scrape_configs"]
        asked = {one["labels"]["service_name"]: one["targets"] for one in job["static_configs"]}
        assert asked == {name: [in_containers().address(name)] for name in SERVICES}

    def test_its_job_is_the_one_that_every_query_names(self) -> None:
        job = SCRAPE["scrape_configs"][0]["job_name"]
        selectors = re.compile(r"\b(?:daman|messaging|http|up)\w*\{")
        for query in (*alerts(), *panels()):
            assert query.text.count(f'{{job="{job}"') == len(selectors.findall(query.text))

    def test_its_rules_are_there(self) -> None:
        assert [(FOLDER / name).is_file() for name in SCRAPE["rule_files"]] == [True]


def test_panels_have_ids_and_places_of_their_own() -> None:
    dashboard = json.loads((FOLDER / "grafana" / "daman.json").read_text())
    places = [(one["gridPos"]["x"], one["gridPos"]["y"]) for one in dashboard["panels"]]
    assert len(set(places)) == len(places)
    assert len({one["id"] for one in dashboard["panels"]}) == len(places)
