"""What is logged beside numbers."""

from __future__ import annotations

from enum import Enum
from typing import Any

from ..figures import figure_bytes, is_figure


class AlertLevel(str, Enum):
    """How much an alert matters."""

    INFO = "INFO"
    WARN = "WARN"
    ERROR = "ERROR"


class Image:
    """A picture for ``log``: a path, encoded bytes, a PIL image, an array, a tensor or a matplotlib figure."""

    def __init__(
        self,
        data_or_path: Any,
        mode: str | None = None,
        caption: str | None = None,
        grouping: int | None = None,
        classes: Any = None,
        boxes: Any = None,
        masks: Any = None,
        file_type: str | None = None,
    ) -> None:
        self.data = data_or_path
        self.caption = caption
        self.format = file_type or "png"
        #: What is drawn over the image is not supported.
        self.overlays = [name for name, given in (("boxes", boxes), ("masks", masks)) if given]

    def source(self) -> Any:
        """What ``Run.log_image`` takes. Raises what a plotting library raises."""
        return figure_bytes(self.data) if is_figure(self.data) else self.data


def images_of(value: Any) -> list[Image] | None:
    """The images that a logged value holds, None when it holds none."""
    if isinstance(value, Image):
        return [value]
    if isinstance(value, (list, tuple)) and value and all(isinstance(one, Image) for one in value):
        return list(value)
    return [Image(value)] if is_figure(value) else None
