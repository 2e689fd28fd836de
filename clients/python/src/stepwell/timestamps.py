"""Times as the object API takes them. Source: the Syvain collector's documentation ("Constructor Options")."""

from __future__ import annotations

import math
from typing import Any

from .errors import InvalidMetricError
from .values import to_number

#: From here on a number stands for milliseconds; below it for seconds (the year 2286).
FIRST_MILLISECONDS = 10_000_000_000


def to_time_ns(timestamp: Any) -> int:
    """Unix nanoseconds from Unix seconds or milliseconds, to the microsecond: what a double carries in our time.

    Raises InvalidMetricError for what is no finite number.
    """
    try:
        number = to_number(timestamp)
    except InvalidMetricError as error:
        raise InvalidMetricError(f"timestamp: {error}") from None
    if isinstance(number, float) and not math.isfinite(number):
        raise InvalidMetricError(f"timestamp must be finite, not {number!r}")
    scale = 1_000_000 if number < FIRST_MILLISECONDS else 1_000
    return math.floor(number * scale + 0.5 if isinstance(number, float) else number * scale) * 1_000
