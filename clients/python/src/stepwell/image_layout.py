"""Arrays of images whose axes are named, as TensorBoard names them: N images, H rows, W columns, C channels."""

from __future__ import annotations

from typing import Any

from .errors import InvalidMetricError


def to_rows_columns_channels(image: Any, layout: str) -> Any:
    """An array of "HWC" (or "HW") from one whose axes ``layout`` names. Raises InvalidMetricError where they do not fit."""
    array = _array(image)
    axes = layout.upper()
    if sorted(axes) not in (["H", "W"], ["C", "H", "W"]) or array.ndim != len(axes):
        raise InvalidMetricError(f"an array of shape {tuple(array.shape)} is no image of dataformats={layout!r}")
    return array.transpose([axes.index(axis) for axis in ("HWC" if "C" in axes else "HW")])


def split_batch(images: Any, layout: str) -> list[Any]:
    """The images of an array with an axis N, or of a sequence of images. Raises InvalidMetricError where the axes do not fit."""
    axes = layout.upper()
    one = axes.replace("N", "")
    if isinstance(images, (list, tuple)):
        return [to_rows_columns_channels(image, one) for image in images]
    array = _array(images)
    if "N" not in axes or array.ndim != len(axes):
        raise InvalidMetricError(f"an array of shape {tuple(array.shape)} holds no images of dataformats={layout!r}")
    at = axes.index("N")
    return [to_rows_columns_channels(array.take(n, axis=at), one) for n in range(array.shape[at])]


def _array(image: Any) -> Any:
    if hasattr(image, "detach"):  # torch
        image = image.detach().cpu().numpy()
    if not hasattr(image, "transpose") or not hasattr(image, "shape"):
        import numpy

        image = numpy.asarray(image)
    return image
