"""Images as bytes of a file, without needing any imaging library."""

from __future__ import annotations

import io
import os
import re
import secrets
import struct
import zlib
from pathlib import Path
from typing import Any, Sequence

from .errors import InvalidMetricError
from .values import to_double

_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpg"),
    (b"GIF8", "gif"),
    (b"BM", "bmp"),
    (b"<svg", "svg"),
    (b"<?xml", "svg"),
)


def to_image_bytes(image: Any, format: str = "png", quality: int = 90) -> tuple[bytes, str]:
    """(the bytes of an image file, its extension). Raises InvalidMetricError, or OSError where a path cannot be read."""
    if isinstance(image, (bytes, bytearray, memoryview)):
        data = bytes(image)
        return data, _extension(data, "")
    if isinstance(image, (str, os.PathLike)):
        path = Path(image)
        data = path.read_bytes()
        return data, _extension(data, path.suffix.lower().lstrip("."))
    if callable(getattr(image, "save", None)):  # PIL
        return _save(image, format, quality)
    if hasattr(image, "detach"):
        image = _from_torch(image)
    if hasattr(image, "shape") and hasattr(image, "dtype"):
        return _array_bytes(image, format, quality)
    if isinstance(image, (list, tuple)) and format.lower() == "png":
        return _rows_bytes(image), "png"
    raise InvalidMetricError(f"{type(image).__name__} is no image: give bytes, a path, a PIL image, an array, or rows of pixels as png")


def image_name(key: str, extension: str, time_ns: int) -> str:
    """A file name that no other image has: time in milliseconds, a random part, and the key as far as a file name may hold it."""
    safe = re.sub(r"[^\w.-]+", "_", key, flags=re.ASCII).strip("._")[:80]
    return f"{time_ns // 1_000_000}_{secrets.token_hex(3)}_{safe or 'image'}.{extension}"


def _from_torch(tensor: Any) -> Any:
    try:
        return tensor.detach().cpu().numpy()
    except Exception as error:  # Without NumPy, or of a kind that it does not know (bfloat16).
        raise InvalidMetricError(f"this tensor cannot be read: {error}") from None


def _extension(data: bytes, suffix: str) -> str:
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    for magic, extension in _MAGIC:
        if data.startswith(magic):
            return extension
    if suffix.isalnum():
        return suffix
    raise InvalidMetricError("these bytes are no PNG, JPEG, GIF, WebP, BMP or SVG")


def _save(image: Any, format: str, quality: int) -> tuple[bytes, str]:
    kind = "jpeg" if format.lower() in ("jpg", "jpeg") else format.lower()
    file = io.BytesIO()
    try:
        image.save(file, format=kind, quality=quality)
    except Exception as error:
        raise InvalidMetricError(f"it cannot be written as {format}: {error}") from None
    return file.getvalue(), "jpg" if kind == "jpeg" else kind


def _array_bytes(array: Any, format: str, quality: int) -> tuple[bytes, str]:
    pixels = _to_uint8(array)
    if format.lower() != "png":
        try:
            from PIL import Image
        except ImportError:
            raise InvalidMetricError(f"an array as {format} needs Pillow; png needs nothing") from None
        return _save(Image.fromarray(pixels), format, quality)
    height, width = pixels.shape[:2]
    channels = 1 if pixels.ndim == 2 else pixels.shape[2]
    return png_bytes(pixels.tobytes(), width, height, channels), "png"


def _to_uint8(array: Any) -> Any:
    """Height × width [× 3 or 4], bytes. Floats are 0 … 1 (cut off outside, NaN is black); a channel axis in front is moved behind."""
    try:
        import numpy
    except ImportError:
        raise InvalidMetricError("an array as an image needs NumPy") from None
    pixels = numpy.asarray(array)
    if pixels.ndim == 3 and pixels.shape[2] not in (1, 3, 4) and pixels.shape[0] in (1, 3, 4):
        pixels = numpy.moveaxis(pixels, 0, 2)
    if pixels.ndim == 3 and pixels.shape[2] == 1:
        pixels = pixels[:, :, 0]
    if pixels.ndim not in (2, 3) or (pixels.ndim == 3 and pixels.shape[2] not in (3, 4)) or pixels.size == 0:
        raise InvalidMetricError(f"an array of shape {pixels.shape} is no image: height × width, or × 1, 3 or 4 channels")
    if pixels.dtype.kind == "b":
        pixels = pixels * numpy.uint8(255)
    elif pixels.dtype.kind == "f":
        pixels = numpy.rint(numpy.clip(numpy.nan_to_num(pixels, nan=0.0), 0.0, 1.0) * 255.0)
    elif pixels.dtype.kind in "iu":
        pixels = numpy.clip(pixels, 0, 255)
    else:
        raise InvalidMetricError(f"an array of {pixels.dtype} is no image")
    return numpy.ascontiguousarray(pixels.astype(numpy.uint8))


def _rows_bytes(rows: Sequence[Any]) -> bytes:
    """Rows of pixels, each a number or 3 or 4 of them: whole numbers 0 … 255, or (where one of them is a float) 0 … 1."""
    try:
        pixels = [[tuple(pixel) if isinstance(pixel, (list, tuple)) else (pixel,) for pixel in row] for row in rows]
        values = [to_double(value) for row in pixels for pixel in row for value in pixel]
        scale = 255.0 if any(isinstance(value, float) for row in pixels for pixel in row for value in pixel) else 1.0
    except TypeError:
        raise InvalidMetricError("a list is an image where it holds rows of pixels") from None
    widths = {len(row) for row in pixels}
    channels = {len(pixel) for row in pixels for pixel in row}
    if len(widths) != 1 or len(channels) != 1 or not channels <= {1, 3, 4}:
        raise InvalidMetricError("rows of an image have one length, and its pixels 1, 3 or 4 channels")
    # NaN is black.
    data = bytes(0 if value != value else round(min(255.0, max(0.0, value * scale))) for value in values)
    return png_bytes(data, widths.pop(), len(pixels), channels.pop())


def png_bytes(pixels: bytes, width: int, height: int, channels: int) -> bytes:
    """A PNG of 8 bits a channel (1 grey, 3 RGB, 4 RGBA). ``pixels`` are rows from the top, ``width * channels`` bytes each."""
    colour = {1: 0, 3: 2, 4: 6}[channels]
    stride = width * channels
    rows = b"".join(b"\0" + pixels[y * stride : (y + 1) * stride] for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows, 6)) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
