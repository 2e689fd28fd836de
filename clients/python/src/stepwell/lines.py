"""Event lines as docs/format.md describes them, made by hand: ``json.dumps`` of a small dict costs ten times as much.

All functions are pure. ``ts`` is Unix seconds as text. A line ends with its newline.
"""

from __future__ import annotations

import json
from typing import Any

#: Keys of a metrics line that are no metrics: a metric of such a name gets a line of its own.
RESERVED = frozenset(("global_step", "step", "time", "stage"))

quote = json.encoder.encode_basestring_ascii


def seconds_text(time_ns: int) -> str:
    """Unix seconds with microseconds, from Unix nanoseconds. Cutting text is three times cheaper than printing a float."""
    text = str(time_ns // 1000)
    if len(text) <= 6:
        text = text.rjust(7, "0")
    return f"{text[:-6]}.{text[-6:]}"


def metrics_line(ts: str, step: int, stage: str, pairs: str) -> str:
    """One row of unlabelled ML_STEP metrics. ``stage`` is "" or ``"stage": "…", ``; ``pairs`` is ``"name": value, …``."""
    return f'{{"ts": {ts}, "type": "metrics", "data": {{"global_step": {step}, "time": {ts}, {stage}{pairs}}}}}\n'


def metric_line(
    ts: str,
    name: str,
    value: str,
    step: int | None,
    scale: str,
    labels: dict[str, str] | None = None,
    coords: dict[str, int] | None = None,
    time_ns: int | None = None,
    event_id: str | None = None,
    stage: str | None = None,
) -> str:
    """One labelled point. ``value`` is JSON already (values.number_text)."""
    parts = [f'"name": {quote(name)}, "value": {value}, "step": {"null" if step is None else step}, "scale": {quote(scale)}']
    if labels:
        pairs = ", ".join([f"{quote(key)}: {quote(text)}" for key, text in labels.items()])
        parts.append(f'"labels": {{{pairs}}}')
    if coords:
        pairs = ", ".join([f"{quote(key)}: {at}" for key, at in coords.items()])
        parts.append(f'"coords": {{{pairs}}}')
    if time_ns is not None:
        parts.append(f'"time_ns": {time_ns}')
    if stage is not None:
        parts.append(f'"stage": {quote(stage)}')
    if event_id is not None:
        parts.append(f'"event_id": {quote(event_id)}')
    return f'{{"ts": {ts}, "type": "metric", "data": {{{", ".join(parts)}}}}}\n'


def event_line(ts: str, kind: str, data: dict[str, Any], event_id: str | None = None) -> str:
    """Any other event: annotation, image, run, status. ``data`` holds JSON values only (json_values.to_json_value)."""
    front = "" if event_id is None else f'"event_id": {quote(event_id)}, '
    return f'{{"ts": {ts}, "type": {quote(kind)}, {front}"data": {json.dumps(data, allow_nan=False)}}}\n'


def with_event_id(line: str, event_id: str) -> str:
    """The same line with an event id on its top level, as servers take it."""
    return f'{{"event_id": "{event_id}", {line[1:]}'


def is_annotation(line: str) -> bool:
    """Whether an event line is an annotation. The line's own type is the first: text within it comes later."""
    return line.startswith('"type": "annotation"', line.find('"type": '))
