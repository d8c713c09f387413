"""A payroll vendor's client: the platform's API in a hundred lines, for one establishment.

Of this repository it knows nothing: it speaks HTTP. `Daman` signs in with password and code, writes
the workbook of movements, reads its verdict and its effect on the bill, sends it, and follows the
bills. Against a sandbox establishment it can go through a whole year in a minute: `go_to` moves the
sandbox's business date, and every month that ends on the way is billed.

    daman = Daman("http://localhost:8080")
    daman.sign_in("1004318", password, code_from=lambda: input("Code: "))
    receipt = daman.send(daman.check("2026-01", enrolments=[…], stops=[]))
    daman.go_to("2026-02-01")
    daman.bill("2026-01")
"""

import io
import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from uuid import uuid4

import httpx
import xlsxwriter

ENROLMENTS = ("National / personal number", "Birth date", "Start date", "Monthly wage")
STOPS = ("Insurance number", "Last day of work", "Stop reason")
PATIENCE_SECONDS, PAUSE_SECONDS = 60, 0.3
T = TypeVar("T")
AWAY, STILL_RUNNING = (502, 503, 504), 409


class Refused(Exception):
    """The platform's own words: the rule that was broken, and the way out."""

    def __init__(self, problem: dict[str, Any]) -> None:
        super().__init__(f"{problem.get('title')} {problem.get('detail') or ''}".strip())
        self.problem = problem


class Daman:
    """One establishment's account."""

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(base_url=url, timeout=30)
        self._token = ""
        self._position = ""
        self.establishment: dict[str, Any] = {}

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def sign_in(self, number: str, password: str, *, code_from: Callable[[], str]) -> None:
        """Password, then the code from the phone."""
        body = {"kind": "establishment", "login_id": number, "password": password}
        begun = self._ask("POST", "/api/identity/v1/sign-ins", json=body)
        path = f"/api/identity/v1/sign-ins/{begun['sign_in_id']}/code"
        self._token = self._ask("POST", path, json={"code": code_from()})["access_token"]
        [self.establishment] = self._ask("GET", "/api/identity/v1/me")["establishments"]

    def check(
        self,
        month: str,
        *,
        enrolments: Sequence[Sequence[Any]] = (),
        stops: Sequence[Sequence[Any]] = (),
    ) -> dict[str, Any]:
        """Upload a workbook and wait for its verdict; nothing is sent by it."""
        files = {"file": ("movements.xlsx", workbook(enrolments, stops), "application/zip")}
        path = f"/api/movements/v1{self._own}/workbooks"
        uploaded = self._ask("POST", path, data={"month": month}, files=files)
        path = f"/api/movements/v1/workbooks/{uploaded['workbook_id']}"
        return self._until(lambda: _checked(self._ask("GET", path)))

    def faults(self, checked: dict[str, Any]) -> list[str]:
        """What is wrong with the rows, in words."""
        path = f"/api/movements/v1/workbooks/{checked['workbook_id']}/rows?faulty=true"
        rows = self._ask("GET", path)["items"]
        return [f"{row['row']}: {one['en']}" for row in rows for one in row["findings"]]

    def send(self, checked: dict[str, Any]) -> dict[str, Any]:
        """Send a checked workbook to the branch; sending it again changes nothing."""
        path = f"/api/movements/v1/workbooks/{checked['workbook_id']}/send"
        return dict(self._ask("POST", path, json={"leave_out_faulty": False}))

    def decided(self, receipt: dict[str, Any]) -> str:
        """Wait for the branch's decision."""
        path = f"/api/movements/v1/batches/{receipt['batch_id']}"

        def look() -> str | None:
            state = str(self._ask("GET", path)["state"])
            return None if state == "under_review" else state

        return self._until(look)

    def workers(self) -> list[dict[str, Any]]:
        """Who is covered."""
        found: list[dict[str, Any]] = self._ask("GET", f"/api/movements/v1{self._own}/workers")[
            "items"
        ]
        return found

    def go_to(self, day: str) -> None:
        """Move the sandbox's business date forward; months that end on the way are billed."""
        path = f"/api/identity/v1{self._own}/sandbox-date"
        self.establishment = self._ask("POST", path, json={"to": day})

    def bill(self, month: str) -> dict[str, Any]:
        """Wait for the invoice of a month."""

        def look() -> dict[str, Any] | None:
            return next((one for one in self.documents() if one["month"] == month), None)

        return self._until(look)

    def documents(self) -> list[dict[str, Any]]:
        """Every invoice and adjustment, oldest month first."""
        found = self._ask("GET", f"/api/billing/v1{self._own}/invoices")["items"]
        return list(found)

    @property
    def _own(self) -> str:
        return f"/establishments/{self.establishment['establishment_id']}"

    def _ask(self, method: str, path: str, **more: Any) -> Any:
        """One request, repeated under the same key while a part of the platform is away."""
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        if method == "GET":
            headers["Daman-Position"] = self._position  # read what was just written
        else:
            headers["Idempotency-Key"] = str(uuid4())
        answer = self._until(lambda: self._once(method, path, headers, more))
        self._position = answer.headers.get("Daman-Position", self._position)
        if answer.is_error:
            raise Refused(answer.json())
        return answer.json()

    def _once(
        self, method: str, path: str, headers: dict[str, str], more: dict[str, Any]
    ) -> httpx.Response | None:
        try:
            answer = self._http.request(method, path, headers=headers, **more)
        except httpx.TransportError:
            return None
        running = answer.status_code == STILL_RUNNING and "still-running" in answer.text
        return None if answer.status_code in AWAY or running else answer

    def _until(self, look: Callable[[], T | None]) -> T:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while (found := look()) is None:
            if time.monotonic() > deadline:
                raise TimeoutError
            time.sleep(PAUSE_SECONDS)
        return found


def workbook(enrolments: Sequence[Sequence[Any]], stops: Sequence[Sequence[Any]]) -> bytes:
    """Both sheets as the platform reads them: heads by name, in any order, dates as dates."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, head, rows in (("Enrolments", ENROLMENTS, enrolments), ("Stops", STOPS, stops)):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, head)
            for number, row in enumerate(rows, start=1):
                for place, value in enumerate(row):
                    form = day if hasattr(value, "isoformat") else None
                    sheet.write(number, place, value, form)
    return content.getvalue()


def _checked(workbook_view: dict[str, Any]) -> dict[str, Any] | None:
    """The verdict once it is there, with the effect on the bill if there is anything to send."""
    if workbook_view["state"] == "checking":
        return None
    waits = workbook_view["rows_good"] and workbook_view["effect"] is None
    return None if waits else workbook_view
