"""The outside parties as the demo meets them: the phone of a person, and the bank."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import httpx

from deploy.demo.visitor import Visitor, until

_CODE = re.compile(r"#(\d{4,6})")


@dataclass(frozen=True)
class Phones:
    """Every phone in the country: the SMS operator's inbox."""

    url: str
    http: httpx.AsyncClient

    async def messages(self, phone: str) -> list[str]:
        """What a phone received, oldest first."""
        answer = await self.http.get(f"{self.url}/v1/messages", params={"to": phone, "limit": 1000})
        answer.raise_for_status()
        return [message["text"] for message in answer.json()["messages"]]

    async def code_after(self, phone: str, seen: int) -> str:
        """The newest sign-in code beyond the messages already seen."""

        async def look() -> str | None:
            return _newest_code((await self.messages(phone))[seen:])

        return await until(f"a code on the phone {phone}", look)

    async def sign_in(self, visitor: Visitor, account: dict[str, str], kind: str) -> None:
        """Password, then the code from the phone."""
        seen = len(await self.messages(account["phone"]))
        body = {"kind": kind, "login_id": account["login_id"], "password": account["password"]}
        started = await visitor.post("/api/identity/v1/sign-ins", body)
        path = f"/api/identity/v1/sign-ins/{started['sign_in_id']}/code"
        code = await self.code_after(account["phone"], seen)
        visitor.carry(await visitor.post(path, {"code": code}))


@dataclass(frozen=True)
class Mailboxes:
    """Every mailbox: the mail sink's."""

    url: str
    http: httpx.AsyncClient

    async def code(self, address: str) -> str:
        """The newest code that came to an address."""

        async def look() -> str | None:
            answer = await self.http.get(f"{self.url}/v1/mails", params={"to": address})
            answer.raise_for_status()
            return _newest_code(mail["text"] for mail in answer.json()["mails"])

        return await until(f"a code in the mailbox {address}", look)


def _newest_code(texts: Iterable[str]) -> str | None:
    codes = [found[1] for text in texts if (found := _CODE.search(text))]
    return codes[-1] if codes else None


@dataclass(frozen=True)
class Bank:
    """The national bill hub, made to pull, to pay and to report; and the bank it settles into."""

    url: str
    http: httpx.AsyncClient
    settlement_url: str = ""

    async def pull(self, billing_number: str) -> Any:
        """What the hub hears is due on a payment number."""
        return await self._post("/v1/pulls", {"billing_no": billing_number})

    async def pay(self, **order: object) -> Any:
        """Pay, repeat or forge; the hub's report."""
        return await self._post("/v1/payments", order)

    async def insist(self, **order: object) -> Any:
        """Pay until the hub hears an answer, for what is on hold is sent again; its report.

        The order names its transaction, or is forged: else each time would be another payment.
        """

        async def heard() -> Any:
            try:
                told = await self.pay(**order)
            except httpx.TransportError:
                return None  # the hub's own line broke: it takes a transaction once
            return told if told["code"] is not None else None

        return await until("an answer to the hub's notice", heard)

    async def report(self, day: str, *planted: str) -> bytes:
        """The hub's report of a day as CSV, with differences planted into it."""
        plants = [{"kind": kind} for kind in planted]
        order = {"day": day, "format": "csv", "planted": plants}
        return (await self._ask(f"{self.url}/v1/reports", order)).content

    async def statement(self, day: str) -> bytes:
        """The bank's statement of the settlement account for a day, as CAMT.053."""
        order = {"day": day, "format": "camt053"}
        return (await self._ask(f"{self.settlement_url}/v1/statements", order)).content

    async def _post(self, path: str, body: object) -> Any:
        return (await self._ask(self.url + path, body)).json()

    async def _ask(self, url: str, body: object) -> httpx.Response:
        answer = await self.http.post(url, json=body, timeout=120)
        answer.raise_for_status()
        return answer
