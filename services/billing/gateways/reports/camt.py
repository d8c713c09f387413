"""CAMT.053 (ISO 20022): a day's statement as XML, of any version; only the fields we use.

Own reading over lxml: of the packages that read CAMT.053, one is under the GPL, others expand
entities (`docs/decisions/0007-reading-statements.md`).
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from lxml import etree

from chassis.money import fils_of_decimal
from chassis.text import clean
from services.billing.gateways.reports.forms import BankEntry, BankStatement
from services.billing.gateways.reports.marks import settled_day
from services.billing.gateways.reports.profiles import Profile
from services.billing.gateways.reports.refusals import (
    EntitiesInXml,
    NotAStatement,
    NotXml,
    SeveralStatements,
)

NAMESPACE: Final = "urn:iso:std:iso:20022:tech:xsd:camt.053.001."
_SIDES: Final = {"CRDT": 1, "DBIT": -1}
_BOOKED: Final = "BOOK"
_TEXT_MAX: Final = 200
Node = etree._Element  # noqa: SLF001 - lxml names its element type so


def read(content: bytes, profile: Profile) -> tuple[BankStatement, str]:
    """The one statement of a file and its currency.

    Raises `NotXml`, `EntitiesInXml`, `NotAStatement`, `SeveralStatements`.
    """
    root = _root(content)
    told = [one for one in _children(root, "BkToCstmrStmt") for one in _children(one, "Stmt")]
    if len(told) > 1:
        raise SeveralStatements(count=len(told))
    if not told:
        raise NotAStatement(what="Stmt")
    [statement] = told
    account = _one(statement, "Acct")
    balances = dict(_balances(statement))
    if not {"OPBD", "CLBD"} <= set(balances):
        raise NotAStatement(what="Bal OPBD/CLBD")
    found = BankStatement(
        day=balances["CLBD"][1],
        account=_account(account),
        number=_text(statement, "Id"),
        amount_opening=balances["OPBD"][0],
        amount_closing=balances["CLBD"][0],
        entries=tuple(_entries(statement, profile)),
    )
    return found, _currency(statement)


def _root(content: bytes) -> Node:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise (EntitiesInXml if b"<!DOCTYPE" in content else NotXml) from error
    if root.getroottree().docinfo.doctype:
        raise EntitiesInXml
    name = etree.QName(root)
    if name.localname != "Document" or not (name.namespace or "").startswith(NAMESPACE):
        raise NotAStatement(what=name.localname[:40])
    return root


def _entries(statement: Node, profile: Profile) -> Iterator[BankEntry]:
    """What is booked; a pending entry moves no balance."""
    for line, entry in enumerate(_children(statement, "Ntry"), start=1):
        if _status(entry) != _BOOKED:
            continue
        reference = _optional(entry, "AcctSvcrRef") or _optional(entry, "NtryRef")
        text = clean(" ".join(filter(None, (_optional(entry, "AddtlNtryInf"), *_remitted(entry)))))
        yield BankEntry(
            line=line,
            reference=reference[:_TEXT_MAX],
            booked_on=_day(_one(entry, "BookgDt")),
            amount=_signed(entry),
            text=text[:_TEXT_MAX],
            settles_on=settled_day(profile, text, *_references(entry)),
        )


def _remitted(entry: Node) -> list[str]:
    return [one.text or "" for one in _descendants(entry, "Ustrd")]


def _references(entry: Node) -> list[str]:
    return [one.text or "" for one in _descendants(entry, "EndToEndId")]


def _status(entry: Node) -> str:
    """`Sts` holds the code itself up to version 7, and a `Cd` from version 8 on."""
    status = _one(entry, "Sts")
    return _optional(status, "Cd") or (status.text or "").strip()


def _balances(statement: Node) -> Iterator[tuple[str, tuple[int, date]]]:
    for balance in _children(statement, "Bal"):
        code = _text(_one(_one(balance, "Tp"), "CdOrPrtry"), "Cd")
        yield code, (_signed(balance), _day(_one(balance, "Dt")))


def _currency(statement: Node) -> str:
    """The one currency of all amounts; another one among them is the one that is named."""
    told = [str(one.get("Ccy", "")) for one in _amounts(statement)]
    strange = [currency for currency in told if currency != told[0]]
    return (strange or told or [""])[0]


def _amounts(statement: Node) -> Iterator[Node]:
    for parent in (*_children(statement, "Bal"), *_children(statement, "Ntry")):
        yield from _children(parent, "Amt")


def _account(account: Node) -> str:
    identity = _one(account, "Id")
    iban = _optional(identity, "IBAN")
    return iban or _text(_one(identity, "Othr"), "Id")


def _signed(node: Node) -> int:
    side = _text(node, "CdtDbtInd")
    try:
        return _SIDES[side] * fils_of_decimal(Decimal(_text(node, "Amt")))
    except (KeyError, InvalidOperation, ValueError) as error:
        raise NotAStatement(what=f"Amt {_text(node, 'Amt')[:20]} {side[:10]}") from error


def _day(node: Node) -> date:
    text = _optional(node, "Dt") or _optional(node, "DtTm")
    try:
        return date.fromisoformat(text[:10])
    except ValueError as error:
        raise NotAStatement(what=f"Dt {text[:20]}") from error


def _children(node: Node, name: str) -> list[Node]:
    return [child for child in node.iterchildren("*") if etree.QName(child).localname == name]


def _descendants(node: Node, name: str) -> list[Node]:
    return [child for child in node.iterdescendants("*") if etree.QName(child).localname == name]


def _one(node: Node, name: str) -> Node:
    found = _children(node, name)
    if not found:
        raise NotAStatement(what=f"{etree.QName(node).localname}/{name}")
    return found[0]


def _text(node: Node, name: str) -> str:
    return (_one(node, name).text or "").strip()


def _optional(node: Node, name: str) -> str:
    found = _children(node, name)
    return (found[0].text or "").strip() if found else ""
