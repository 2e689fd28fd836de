"""Rules that derive series from logged ones. The client checks and keeps them; readers compute them.

Source: the Metrana client's documentation ("Aggregation Rules"), which has them switched off on its backend.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Sequence

from .errors import OptionError


class AggregationFn(str, Enum):
    """Function over the values of a group; non-finite values are left out. STD_DEV is the population's."""

    AGGREGATION_FN_MEAN = "mean"
    AGGREGATION_FN_MAX = "max"
    AGGREGATION_FN_SUM = "sum"
    AGGREGATION_FN_MIN = "min"
    AGGREGATION_FN_STD_DEV = "std_dev"
    AGGREGATION_FN_COUNT = "count"

    def __str__(self) -> str:
        return str(self.value)


@dataclass
class AggregationRule:
    """One rule. Raises OptionError naming the field when a combination is not accepted.

    ``metric_name`` None applies to every metric of ``source_scale`` that has all of ``aggregate_over_labels``.
    ``output_metric_name`` is only valid with ``metric_name`` (default: the same name); ``output_name_suffix`` is
    appended to each source name where ``metric_name`` is absent.
    """

    metric_name: str | None = None
    source_scale: str = "ML_STEP"
    output_scale: str = "ML_STEP"
    fns: Sequence[AggregationFn] = ()
    aggregate_over_labels: Sequence[str] = field(default_factory=list)
    output_metric_name: str | None = None
    output_name_suffix: str | None = None

    def __post_init__(self) -> None:
        self.source_scale = str(self.source_scale)
        self.output_scale = str(self.output_scale)
        self.fns = [_parse_fn(fn) for fn in self.fns]
        self.aggregate_over_labels = [str(label) for label in self.aggregate_over_labels]
        if not self.fns:
            raise OptionError("AggregationRule.fns is empty: at least one AggregationFn is required")
        if self.output_metric_name is not None and self.metric_name is None:
            raise OptionError("AggregationRule.output_metric_name is only accepted together with metric_name")

    def to_json(self) -> dict[str, Any]:
        """The rule as meta.json keeps it."""
        return {
            "metric_name": self.metric_name,
            "source_scale": self.source_scale,
            "output_scale": self.output_scale,
            "fns": [fn.value for fn in map(_parse_fn, self.fns)],
            "aggregate_over_labels": list(self.aggregate_over_labels),
            "output_metric_name": self.output_metric_name,
            "output_name_suffix": self.output_name_suffix,
        }


def _parse_fn(fn: Any) -> AggregationFn:
    for one in AggregationFn:
        if fn == one or str(fn) in (one.name, one.name.replace("AGGREGATION_FN_", ""), one.value):
            return one
    accepted = ", ".join(one.name for one in AggregationFn)
    raise OptionError(f"AggregationRule.fns holds {fn!r}: it is one of {accepted}")


def rules_to_json(rules: Sequence[Any]) -> list[dict[str, Any]]:
    """All rules as JSON; dicts of the same fields are accepted too. Raises OptionError naming the rule."""
    made: list[dict[str, Any]] = []
    for index, rule in enumerate(rules):
        if isinstance(rule, dict):
            try:
                rule = AggregationRule(**rule)
            except TypeError as error:
                raise OptionError(f"aggregation_rules[{index}]: {error}") from None
        if not isinstance(rule, AggregationRule):
            raise OptionError(f"aggregation_rules[{index}] must be an AggregationRule, not {type(rule).__name__}")
        made.append(rule.to_json())
    return made
