"""A statement in each of the forms that banks send: CAMT.053, MT940, CSV."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from lxml import etree

from deploy.simulators.bank.entries import OPENING, Movement

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"
MEDIA = {"camt053": "application/xml", "mt940": "text/plain", "csv": "text/csv"}
SUFFIX = {"camt053": "xml", "mt940": "sta", "csv": "csv"}


@dataclass(frozen=True)
class Statement:
    """A day of the account."""

    day: date
    account: str
    movements: Sequence[Movement]

    @property
    def number(self) -> str:
        """The statement's number: the day of the year."""
        return f"{self.day:%j}"

    @property
    def closing(self) -> Decimal:
        """The balance at the end of the day."""
        return OPENING + sum((one.amount for one in self.movements), Decimal())


def written(statement: Statement, form: str) -> bytes:
    """The statement in a form."""
    writers = {"camt053": _camt, "mt940": _swift, "csv": _table}
    return writers[form](statement)


def _camt(statement: Statement) -> bytes:
    root = etree.Element("Document", nsmap={None: NAMESPACE})
    message = etree.SubElement(root, "BkToCstmrStmt")
    _leaf(message, "GrpHdr/MsgId", f"STMT{statement.day:%Y%m%d}")
    told = etree.SubElement(message, "Stmt")
    _leaf(told, "Id", statement.number)
    _leaf(told, "Acct/Id/IBAN", statement.account)
    _leaf(told, "Acct/Ccy", "JOD")
    before = statement.day - timedelta(days=1)
    _balance(told, "OPBD", OPENING, before)
    _balance(told, "CLBD", statement.closing, statement.day)
    for one in statement.movements:
        _entry(told, one, statement.day)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _balance(parent: etree._Element, code: str, amount: Decimal, day: date) -> None:
    balance = etree.SubElement(parent, "Bal")
    _leaf(balance, "Tp/CdOrPrtry/Cd", code)
    _signed(balance, amount)
    _leaf(balance, "Dt/Dt", day.isoformat())


def _entry(parent: etree._Element, moved: Movement, day: date) -> None:
    entry = etree.SubElement(parent, "Ntry")
    _signed(entry, moved.amount)
    _leaf(entry, "Sts/Cd", "BOOK")
    _leaf(entry, "BookgDt/Dt", day.isoformat())
    _leaf(entry, "ValDt/Dt", day.isoformat())
    _leaf(entry, "AcctSvcrRef", moved.reference)
    _leaf(entry, "NtryDtls/TxDtls/RmtInf/Ustrd", moved.text)


def _signed(parent: etree._Element, amount: Decimal) -> None:
    _leaf(parent, "Amt", f"{abs(amount):.3f}").set("Ccy", "JOD")
    _leaf(parent, "CdtDbtInd", "CRDT" if amount >= 0 else "DBIT")


def _leaf(parent: etree._Element, path: str, text: str) -> etree._Element:
    """An element under a path; branches that are there are shared."""
    place = parent
    for name in path.split("/"):
        found = place.find(name)
        place = etree.SubElement(place, name) if found is None else found
    place.text = text
    return place


def _swift(statement: Statement) -> bytes:
    day = statement.day
    lines = [
        f":20:STMT{day:%y%m%d}",
        f":25:{statement.account}",
        f":28C:{statement.number}/1",
        f":60F:C{day - timedelta(days=1):%y%m%d}JOD{_comma(OPENING)}",
    ]
    for one in statement.movements:
        mark = "C" if one.amount >= 0 else "D"
        amount = _comma(abs(one.amount))
        lines.append(f":61:{day:%y%m%d}{day:%m%d}{mark}{amount}NTRFNONREF//{one.reference}")
        lines.append(f":86:{one.text}")
    lines.append(f":62F:C{day:%y%m%d}JOD{_comma(statement.closing)}")
    return ("\r\n".join(lines) + "\r\n").encode()


def _comma(amount: Decimal) -> str:
    return f"{amount:.3f}".replace(".", ",")


def _table(statement: Statement) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    heads = "Account,Currency,Date,Credit,Debit,Balance,Reference,Description"
    writer.writerow(heads.split(","))
    balance = OPENING
    for one in statement.movements:
        balance += one.amount
        sides = [f"{one.amount:.3f}", ""] if one.amount >= 0 else ["", f"{-one.amount:.3f}"]
        day = statement.day.isoformat()
        about = [f"{balance:.3f}", one.reference, one.text]
        writer.writerow([statement.account, "JOD", day, *sides, *about])
    return out.getvalue().encode()
