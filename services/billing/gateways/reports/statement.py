"""The bank's statement of the settlement account, in whatever form it came."""

import asyncio

from chassis.money import jod
from services.billing.gateways.reports import bank_table, camt, swift
from services.billing.gateways.reports.forms import CURRENCY, Agreement, BankStatement
from services.billing.gateways.reports.profiles import Profile
from services.billing.gateways.reports.refusals import (
    BalancesDoNotAddUp,
    EmptyFile,
    OtherAccount,
    OtherCurrency,
)

FORMS = ("camt053", "mt940", "csv")


def form_of(content: bytes, file_name: str) -> str:
    """Which of `FORMS` a file is, by its first characters and its name."""
    begin = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    if begin.startswith((b":20:", b"{1:")):
        return "mt940"
    if begin.startswith(b"<") or file_name.lower().endswith(".xml"):
        return "camt053"
    return "csv"


async def read_statement(
    content: bytes, file_name: str, profile: Profile, agreed: Agreement
) -> BankStatement:
    """The statement of a day.

    Raises `EmptyFile`, `NotXml`, `EntitiesInXml`, `NotAStatement`, `SeveralStatements`,
    `OtherAccount`, `OtherCurrency`, `BalancesDoNotAddUp`, and what a table is refused for.
    """
    if not content.strip():
        raise EmptyFile
    form = form_of(content, file_name)
    if form == "camt053":
        statement, currency = await asyncio.to_thread(camt.read, content, profile)
    elif form == "mt940":
        statement, currency = await asyncio.to_thread(swift.read, content, profile)
    else:
        statement, currency = await bank_table.read(content, profile)
    _check(statement, currency, agreed)
    return statement


def _check(statement: BankStatement, currency: str, agreed: Agreement) -> None:
    if statement.account != agreed.account:
        raise OtherAccount(told=statement.account[:40], ours=agreed.account)
    if currency != CURRENCY:
        raise OtherCurrency(currency=currency[:10])
    summed = statement.amount_opening + sum(entry.amount for entry in statement.entries)
    if summed != statement.amount_closing:
        raise BalancesDoNotAddUp(summed=jod(summed), stated=jod(statement.amount_closing))
