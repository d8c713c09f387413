"""PromQL taken apart: which metrics and labels a query needs, and which labels its result has."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import promql_parser
import yaml
from promql_parser import (
    AggModifierType,
    AggregateExpr,
    BinaryExpr,
    Call,
    Expr,
    MatrixSelector,
    NumberLiteral,
    ParenExpr,
    VectorSelector,
)

from deploy.local.place import CHECKOUT

FOLDER = CHECKOUT / "deploy" / "observability"
VARIABLES = {"$service": ".*", "$__rate_interval": "5m"}
TOLD = re.compile(r"\{\{\s*(?:\$labels\.)?(\w+)\s*\}\}")

Document = dict[str, Any]
Exported = Mapping[str, set[str]]
"""The labels of each metric, by its name."""


@dataclass(frozen=True)
class Query:
    """A query, where it stands, and the labels that are told beside its result."""

    where: str
    text: str
    told: frozenset[str] = frozenset()

    def parsed(self) -> Expr:
        """As Prometheus reads it, Grafana's variables put in; ValueError if it cannot."""
        text = self.text
        for variable, value in VARIABLES.items():
            text = text.replace(variable, value)
        return promql_parser.parse(text)


def rules() -> list[Document]:
    """The alert rules as they stand."""
    groups = yaml.safe_load((FOLDER / "alerts.yaml").read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


def alerts() -> Iterator[Query]:
    """The alert rules' queries."""
    for rule in rules():
        told = frozenset(TOLD.findall(rule["annotations"]["summary"]))
        yield Query(rule["alert"], rule["expr"], told)


def panels() -> Iterator[Query]:
    """The dashboard's queries."""
    dashboard = json.loads((FOLDER / "grafana" / "daman.json").read_text())
    for panel in dashboard["panels"]:
        for target in panel.get("targets", []):
            told = frozenset(TOLD.findall(target["legendFormat"]))
            yield Query(f"{panel['title']}: {target['refId']}", target["expr"], told)


def metrics_of(query: Query) -> set[str]:
    """The names of the metrics that a query reads."""
    return {one.name or "" for one in _selectors(query.parsed())}


def complaints(query: Query, exported: Exported) -> list[str]:
    """What is wrong with a query, if this is all that is exported."""
    try:
        parsed = query.parsed()
    except ValueError as error:
        return [f"{query.where}: {error}"]
    wrong: list[str] = []
    missing = query.told - _labels(parsed, exported, wrong)
    wrong += [f"the result has no label {label}" for label in sorted(missing)]
    return [f"{query.where}: {one}" for one in wrong]


def _parts(expression: Expr) -> list[Expr]:
    """What a query is made of, one level down, what gives it its labels first."""
    match expression:
        case AggregateExpr() | ParenExpr():
            return [expression.expr]
        case BinaryExpr():
            return [expression.lhs, expression.rhs]
        case Call():
            return expression.args[::-1]  # of a quantile and its buckets, the buckets
        case MatrixSelector():
            return [expression.vector_selector]
        case VectorSelector() | NumberLiteral():
            return []
    raise AssertionError(f"{type(expression).__name__} is not looked into yet")


def _selectors(expression: Expr) -> list[VectorSelector]:
    if isinstance(expression, VectorSelector):
        return [expression]
    return [found for part in _parts(expression) for found in _selectors(part)]


def _labels(expression: Expr, exported: Exported, wrong: list[str]) -> set[str]:
    """The labels of the result; `wrong` gets what is asked for and is not there."""
    if isinstance(expression, VectorSelector):
        return _exported_labels(expression, exported, wrong)
    found = [_labels(part, exported, wrong) for part in _parts(expression)]
    labels = next((one for one in found if one), set())
    if isinstance(expression, AggregateExpr) and (modifier := expression.modifier) is not None:
        assert modifier.type == AggModifierType.By, "`without` is not looked into yet"
        lost = sorted(set(modifier.labels) - labels)
        wrong += [f"nothing has a label {label} to group by" for label in lost]
        return set(modifier.labels)
    keeps = not isinstance(expression, AggregateExpr) or str(expression.op) == "topk"
    return labels if keeps else set()


def _exported_labels(one: VectorSelector, exported: Exported, wrong: list[str]) -> set[str]:
    if one.name is None or one.name not in exported:
        wrong.append(f"no metric {one.name}")
        return {matcher.name for matcher in one.matchers.matchers}
    asked = {matcher.name for matcher in one.matchers.matchers}
    wrong += [f"{one.name} has no label {label}" for label in sorted(asked - exported[one.name])]
    return exported[one.name]
