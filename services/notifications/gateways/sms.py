"""The SMS operator: takes a message once per reference."""

from dataclasses import dataclass

import httpx


class OperatorUnavailable(Exception):
    """The operator did not take the message this time."""


class NumberRefused(Exception):
    """The operator cannot send to this number, now or later."""


@dataclass
class SmsOperator:
    """A client of the operator's API."""

    client: httpx.AsyncClient

    async def send(self, *, to: str, text: str, reference: str) -> None:
        """Hand a message over; the same reference twice is one message.

        Raises `OperatorUnavailable` and `NumberRefused`.
        """
        body = {"to": to, "text": text, "reference": reference}
        try:
            answer = await self.client.post("/v1/messages", json=body)
        except httpx.TransportError as error:
            raise OperatorUnavailable(type(error).__name__) from error
        if answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY:
            raise NumberRefused
        if answer.status_code != httpx.codes.ACCEPTED:
            raise OperatorUnavailable(f"answered {answer.status_code}")


def sms_operator(url: str) -> SmsOperator:
    """The operator at an address; three seconds a call."""
    return SmsOperator(httpx.AsyncClient(base_url=url, timeout=3, follow_redirects=False))
