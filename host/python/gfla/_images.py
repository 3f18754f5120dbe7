"""NumPy arrays as images of the library, and back, without copies where the layout allows."""
import ctypes as ct
import os
import typing
import weakref

import numpy as np
import numpy.typing as npt

from gfla import _native
from gfla._errors import UsageError
from gfla._library import lib

if typing.TYPE_CHECKING:
    import PIL.Image

#: An image to read from: an array [h, w] or [h, w, channels] of uint8, uint16 or float (0 to 1), a Pillow image, or a path.
ImageLike = typing.Union["Array", "PIL.Image.Image", str, "os.PathLike[str]"]
Array = npt.NDArray[typing.Any]

_TYPES: typing.Dict["np.dtype[typing.Any]", int] = {
    np.dtype(np.uint8): _native.GFLA_TYPE_U8,
    np.dtype(np.uint16): _native.GFLA_TYPE_U16,
    np.dtype(np.float32): _native.GFLA_TYPE_F32,
}
_DTYPES = {number: dtype for dtype, number in _TYPES.items()}


def _direct(image: typing.Any) -> typing.Any:
    """A Pillow image in a mode whose samples are grey or RGB; anything else as it is."""
    mode = getattr(image, "mode", None)
    if mode is None or mode in ("L", "LA", "RGB", "RGBA", "I;16") or not hasattr(image, "convert"):
        return image
    if mode in ("F", "I"):  # of 0 to 255
        return image.convert("L")
    return image.convert("RGBA" if mode == "PA" or "transparency" in image.info else "RGB")


def _samples(image: typing.Any) -> Array:
    """The image as an array [h, w, channels] of a type that the library knows."""
    array = np.asarray(image)
    if array.ndim == 2:
        array = array[:, :, np.newaxis]
    if array.ndim != 3 or 0 in array.shape:
        raise UsageError(f"image: shape {np.shape(image)} is neither [height, width] nor [height, width, channels]")
    if array.dtype == np.bool_:
        array = array.astype(np.uint8) * np.uint8(255)
    elif array.dtype in (np.float64, np.float16):
        array = array.astype(np.float32)
    if array.dtype not in _TYPES:
        raise UsageError(f"image: samples of {array.dtype}. hint: uint8, uint16, or float from 0 to 1")
    return array


def _rows_are_tight(array: Array) -> bool:
    """Whether each row lies in one piece, and the rows follow each other at any distance."""
    height, width, channels = array.shape
    item = array.itemsize
    row = width * channels * item
    return bool(
        array.flags.aligned
        and (channels == 1 or array.strides[2] == item)
        and (width == 1 or array.strides[1] == channels * item)
        and (height == 1 or (array.strides[0] >= row and array.strides[0] % item == 0))
    )


class BorrowedImage:
    """A gfla_image in the memory of an array, or of a copy where the array's rows are not tight."""

    def __init__(self, image: ImageLike) -> None:
        array = _samples(read_image(image) if isinstance(image, (str, os.PathLike)) else _direct(image))
        self.array = array if _rows_are_tight(array) else np.ascontiguousarray(array)
        height, width, channels = self.array.shape
        stride = self.array.strides[0] if height > 1 else 0
        data = self.array.ctypes.data_as(ct.c_void_p)
        self.raw = _native.gfla_image(data, width, height, channels, _TYPES[self.array.dtype], stride)

    @property
    def pointer(self) -> typing.Any:
        return ct.byref(self.raw)


def _free(raw: typing.Any) -> None:
    lib.gfla_image_free(ct.byref(raw))


def adopt(raw: typing.Any) -> Array:
    """The array [h, w] or [h, w, channels] of an image that the library made, in its memory; freed with the last view of it."""
    dtype = _DTYPES[raw.type]
    shape: typing.Tuple[int, ...] = (raw.height, raw.width, raw.channels)
    owned = _native.gfla_image.from_buffer_copy(raw)
    memory = (ct.c_char * (raw.height * raw.width * raw.channels * dtype.itemsize)).from_address(raw.data)
    weakref.finalize(memory, _free, owned)
    array: Array = np.frombuffer(memory, dtype).reshape(shape)
    return array[:, :, 0] if raw.channels == 1 else array


def read_image(
    path: typing.Union[str, "os.PathLike[str]"], channels: int = 0, dtype: typing.Any = np.uint8
) -> Array:
    """Reads PNG, JPEG, WebP, GIF, TIFF, BMP, PNM, DDS, SGI, HEIC, AVIF or TGA, turned upright: [h, w] when grey, else [h, w, channels].

    channels: 1 to 4; 0: as in the file. Missing alpha is opaque, alpha that is dropped lies on white.
    dtype: uint8, uint16, or float32 from 0 to 1.
    Raises InputError: the file is missing, damaged, or larger than an image may be.
    """
    if np.dtype(dtype) not in _TYPES:
        raise UsageError(f"dtype: {np.dtype(dtype)} is none of uint8, uint16, float32")
    params = _native.gfla_image_read_params()
    lib.gfla_image_read_params_init(ct.byref(params))
    params.channels = channels
    params.type = _TYPES[np.dtype(dtype)]
    raw = _native.gfla_image()
    lib.gfla_image_read(ct.byref(raw), os.fsencode(path), ct.byref(params))
    return adopt(raw)


def write_image(image: ImageLike, path: typing.Union[str, "os.PathLike[str]"], quality: int = 0) -> None:
    """Writes .png, .jpg, .jpeg, .ppm or .pgm, as the extension says; the file appears whole or not at all.

    quality: of JPEG, 1 to 100; 0: 95. Samples of float become 16 bits in a PNG or PNM.
    """
    borrowed = BorrowedImage(image)
    params = _native.gfla_image_write_params()
    lib.gfla_image_write_params_init(ct.byref(params))
    params.quality = quality
    lib.gfla_image_write(borrowed.pointer, os.fsencode(path), ct.byref(params))
