"""Every boundary of the source with the deaths that are died at it.

`tests/faults/test_catalogue.py` holds this against the source; `test_boundaries.py` dies them all.
"""

from collections.abc import Iterator
from itertools import zip_longest

from tests.faults.traps import Trap

HUB, CLEARANCE = "POST /hub/payment", "POST /internal/v1/clearance"
SENT, DECIDED, CODE = "/send", "/decision", "/code"
ASSESS, REASSESS, JUDGE, SETTLE = (
    "assess_month",
    "reassess_months",
    "check_settlement_file",
    "announce_settlement",
)
ASK, PRINT, TELL = "ask_clearance", "print_letter", "send_message"
BOOK, EFFECT, JANUARY, JANUARY_EFFECT = (
    "check_workbook",
    "rehearse_workbook",
    "check_file",
    "rehearse_file",
)


def _step(service: str, kind: str, passes: int = 0) -> tuple[Trap, ...]:
    return (Trap(service, "step.after-commit", kind, passes),)


def _last(service: str, kind: str) -> tuple[Trap, ...]:
    """A job's end: before it counts, and when it counts and nobody was told."""
    return (
        Trap(service, "last-step.before-commit", kind),
        Trap(service, "last-step.after-commit", kind),
    )


BILLING_JOBS, LETTERS_JOBS, MOVEMENTS_JOBS, PAYROLL_JOBS = (
    f"services/{name}/jobs.py" for name in ("billing", "letters", "movements", "payroll")
)

CATALOGUE: dict[str, tuple[Trap, ...]] = {
    # The edge: a command has its effects, and whoever asked was not told.
    "chassis/http/edge.py _answer unit_of_work": (
        Trap("billing", "command.before-commit", HUB),
        Trap("billing", "command.after-commit", HUB),
        Trap("billing", "command.after-commit", "/month-closings"),
        Trap("movements", "command.before-commit", SENT),
        Trap("movements", "command.after-commit", SENT),
        Trap("movements", "command.after-commit", DECIDED),
        Trap("payroll", "command.after-commit", DECIDED),
        Trap("letters", "command.after-commit", "/clearance-requests"),
        Trap("identity", "command.after-commit", "POST /v1/establishments"),
        Trap("identity", "command.after-commit", CODE),
        Trap("notifications", "command.after-commit", "/delivery-reports"),
    ),
    "chassis/unit_of_work.py finish commit": (
        Trap("billing", "command.before-commit", "/reversal"),
        Trap("billing", "command.after-commit", "/reversal"),
    ),
    # From the outbox to Kafka.
    "chassis/relay.py _session fetchval": (Trap("movements", "relay.leased"),),
    "chassis/relay.py _take_leases fetchval": (Trap("identity", "relay.leased"),),
    "chassis/kafka_producer.py _hand_over send_batch": (
        Trap("identity", "relay.before-send", "EstablishmentRegistered"),
        Trap("movements", "relay.before-acknowledgement", "CoverageStarted"),
        Trap("billing", "relay.before-acknowledgement", "PaymentReceived"),
    ),
    "chassis/relay.py publish_batch send": (
        Trap("movements", "relay.before-delete", "CoverageStarted"),
        Trap("letters", "relay.before-delete", "LetterIssued"),
    ),
    "chassis/relay.py publish_batch execute": (
        Trap("identity", "relay.after-delete"),
        Trap("payroll", "relay.after-delete"),
    ),
    "chassis/relay.py _read fetch": (Trap("movements", "relay.after-delete"),),
    "chassis/relay.py _publish_for_ever fetchval": (Trap("letters", "relay.leased"),),
    # From Kafka to the effect.
    "chassis/messaging/progress.py claim begin": (
        Trap("payroll", "claim.before"),
        Trap("notifications", "claim.after"),
    ),
    "chassis/messaging/slice.py apply unit_of_work": (
        Trap("billing", "slice.before-commit", "CoverageStarted"),
        Trap("billing", "slice.after-commit", "CoverageStarted"),
        Trap("payroll", "slice.after-commit", "CoverageStarted"),
        Trap("letters", "slice.before-commit", "ClearanceChanged"),
        Trap("notifications", "slice.after-commit", "InvoiceIssued"),
        Trap("movements", "slice.after-commit", "EstablishmentRegistered"),
    ),
    "chassis/messaging/loop.py _commit commit": (
        Trap("letters", "offsets.before"),
        Trap("notifications", "offsets.after"),
    ),
    # Jobs.
    "chassis/jobs.py run_one begin": (
        Trap("movements", "job-attempt.before", BOOK),
        Trap("notifications", "job-attempt.before", TELL),
        Trap("letters", "job-attempt.after", ASK),
    ),
    "chassis/jobs.py step unit_of_work": (Trap("billing", "step.before-commit", ASSESS, 1),),
    "chassis/jobs.py last_step unit_of_work": (Trap("letters", "last-step.before-commit", ASK),),
    "chassis/jobs.py progress begin": (
        Trap("payroll", "job-progress.after", JANUARY_EFFECT),
        Trap("movements", "job-progress.before", BOOK),
    ),
    # Billing dies over its answer, so letters puts the job back, and dies over that.
    "chassis/jobs.py _say begin": (
        Trap("letters", "job-put-back.before", ASK),
        Trap("letters", "job-put-back.after", ASK),
    ),
    # What stands beside the work: the audit chain, the breaker.
    "chassis/audit.py extend begin": (
        Trap("payroll", "audit.before"),
        Trap("identity", "audit.after"),
    ),
    "chassis/audit.py seal begin": (Trap("payroll", "audit-seal.after"),),
    "chassis/messaging/breaker.py look begin": (Trap("letters", "breaker.before"),),
    # Outside the database.
    "chassis/files.py put put_async": (
        Trap("movements", "file.before"),
        Trap("payroll", "file.after"),
        Trap("letters", "file.after"),
        Trap("billing", "file.before"),
    ),
    "chassis/peers.py _send post": (
        Trap("payroll", "call.before", "billing"),
        Trap("movements", "call.after", "billing"),
    ),
    "services/letters/gateways/billing.py clearance_of post": (
        Trap("letters", "call.after", "billing"),
    ),
    "services/movements/gateways/bill.py effect post": (Trap("movements", "call.before"),),
    "chassis/registry.py _ask post": (Trap("movements", "step.after-commit", BOOK, 1),),
    "services/notifications/gateways/addresses.py _post post": (
        Trap("notifications", "call.after", "identity"),
        Trap("notifications", "call.after", "movements"),
    ),
    "services/notifications/gateways/sms.py send post": (Trap("notifications", "sms.before"),),
    "services/notifications/jobs.py _send send": (Trap("notifications", "sms.after"),),
    "services/payroll/gateways/bill.py effect post": (Trap("payroll", "call.after", "billing"),),
    "services/payroll/gateways/people.py known post": (Trap("payroll", "call.after", "movements"),),
    # What each service does later.
    f"{BILLING_JOBS} _begin step": _step("billing", ASSESS),
    f"{BILLING_JOBS} _assessed step": _step("billing", ASSESS, 1),
    f"{BILLING_JOBS} assess_month last_step": _last("billing", ASSESS),
    f"{BILLING_JOBS} reassess_months step": (
        *_step("billing", REASSESS),
        *_step("billing", REASSESS, 1),
    ),
    f"{BILLING_JOBS} reassess_months last_step": _last("billing", REASSESS),
    f"{BILLING_JOBS} check_settlement_file step": _step("billing", JUDGE),
    f"{BILLING_JOBS} check_settlement_file last_step": _last("billing", JUDGE),
    f"{BILLING_JOBS} announce_settlement step": _step("billing", SETTLE),
    f"{BILLING_JOBS} announce_settlement last_step": _last("billing", SETTLE),
    f"{LETTERS_JOBS} _answer step": (*_step("letters", ASK), *_step("letters", ASK, 1)),
    f"{LETTERS_JOBS} ask_clearance last_step": _last("letters", ASK),
    f"{LETTERS_JOBS} print_letter step": _step("letters", PRINT),
    f"{LETTERS_JOBS} print_letter last_step": _last("letters", PRINT),
    f"{MOVEMENTS_JOBS} _workbook step": _step("movements", BOOK),
    f"{MOVEMENTS_JOBS} _judged step": _step("movements", BOOK, 1),
    f"{MOVEMENTS_JOBS} check_workbook last_step": _last("movements", BOOK),
    f"{MOVEMENTS_JOBS} rehearse_workbook step": _step("movements", EFFECT, 1),
    f"{MOVEMENTS_JOBS} rehearse_workbook last_step": _last("movements", EFFECT),
    "services/notifications/jobs.py send_message step": _step("notifications", TELL),
    "services/notifications/jobs.py send_message last_step": _last("notifications", TELL),
    f"{PAYROLL_JOBS} _file step": _step("payroll", JANUARY),
    f"{PAYROLL_JOBS} _judged step": _step("payroll", JANUARY, 1),
    f"{PAYROLL_JOBS} check_file last_step": _last("payroll", JANUARY),
    f"{PAYROLL_JOBS} rehearse_file step": _step("payroll", JANUARY_EFFECT, 1),
    f"{PAYROLL_JOBS} rehearse_file last_step": _last("payroll", JANUARY_EFFECT),
}

ELSEWHERE: dict[str, str] = {
    "services/identity/jobs.py issue last_step": "test_recovery_killed.py",
    "services/identity/jobs.py settle step": "test_registration_killed.py",
    "services/identity/jobs.py settle last_step": "test_registration_killed.py",
    "services/notifications/jobs.py _mail send": "test_registration_killed.py",
    "services/identity/gateways/insured.py number_of post": "test_registration_killed.py",
    "chassis/messaging/retrier.py retry_key unit_of_work": "test_retries.py",
    "services/billing/commands.py act unit_of_work": "test_commands.py",
    "services/identity/commands.py act unit_of_work": "test_commands.py",
    "chassis/messaging/tools.py _session begin": "test_commands.py",
    "chassis/migrations.py migrate begin_transaction": "test_commands.py",
    "services/portal/sessions.py open_session begin": "test_portal_killed.py",
    "services/portal/sessions.py keep_positions begin": "test_portal_killed.py",
    "services/portal/sessions.py keep begin": "test_portal_killed.py",
    "services/portal/sessions.py end_session begin": "test_portal_killed.py",
}
"""Boundaries that the story does not come by, and the test that dies at them."""

READS: frozenset[str] = frozenset(
    {
        "chassis/auditing.py _verify fetchval",
        "chassis/messaging/retrier.py round unit_of_work",
        "chassis/unit_of_work.py let_go commit",
        "services/portal/sessions.py find_session begin",
    }
)
"""Transactions that change nothing that anybody counts on."""

_OF_BILLING_AWAY = frozenset(
    {
        Trap("letters", "step.after-commit", ASK, 1),
        Trap("letters", "job-put-back.before", ASK),
        Trap("letters", "job-put-back.after", ASK),
    }
)
"""Deaths on a way that is taken only when billing dies over its answer about a clearance."""

_OVER_ITS_ANSWER = Trap("billing", "command.before-commit", CLEARANCE)


AT_THE_START = ("claim.", "relay.leased", "audit-seal.")
"""Points that a process comes by when it begins."""


def rounds() -> list[list[Trap]]:
    """The deaths of all boundaries, at most one a service in each telling of the story."""
    by_service: dict[str, list[Trap]] = {}
    for trap in dict.fromkeys(_all()):
        if trap not in _OF_BILLING_AWAY:
            by_service.setdefault(trap.service, []).append(trap)
    told = [[trap for trap in one if trap] for one in zip_longest(*by_service.values())]
    return [*told, *([_OVER_ITS_ANSWER, trap] for trap in sorted(_OF_BILLING_AWAY, key=str))]


def _all() -> Iterator[Trap]:
    for traps in CATALOGUE.values():
        yield from traps
