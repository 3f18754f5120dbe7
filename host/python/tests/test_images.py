import gc
import pathlib

import gfla
import numpy as np
import pytest
from gfla import _images, _native
from gfla._images import BorrowedImage


def numbers(*shape, dtype=np.uint8):
    return np.arange(np.prod(shape)).reshape(shape).astype(dtype)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_arrays_with_tight_rows_are_not_copied(dtype, channels):
    whole = numbers(9, 8, channels, dtype=dtype)
    for array in (whole, whole[2:5], whole[::2], whole[4:5], whole[:, :8]):
        borrowed = BorrowedImage(array)
        assert borrowed.raw.data == array.ctypes.data
        assert (borrowed.raw.height, borrowed.raw.width, borrowed.raw.channels) == array.shape
        assert borrowed.raw.stride in (0, array.strides[0])


def test_columns_of_a_larger_array_are_not_copied():
    array = numbers(6, 10, 3)[:, 2:7]
    borrowed = BorrowedImage(array)
    assert borrowed.raw.data == array.ctypes.data and borrowed.raw.stride == 30


@pytest.mark.parametrize("change", [np.flipud, np.fliplr, lambda a: a[:, :, ::-1], lambda a: a[:, ::2], lambda a: np.swapaxes(a, 0, 1),
                                    lambda a: np.broadcast_to(a[:1], a.shape)])
def test_other_layouts_are_copied_and_mean_the_same(change, tmp_path):
    array = change(numbers(6, 8, 3))
    borrowed = BorrowedImage(array)
    gfla.write_image(array, tmp_path / "a.png")
    assert np.array_equal(gfla.read_image(tmp_path / "a.png"), array)
    assert borrowed.raw.stride in (0, borrowed.raw.width * 3)


def test_samples_of_other_kinds_become_those_of_the_library(tmp_path):
    def written(array):
        gfla.write_image(array, tmp_path / "a.png")
        return gfla.read_image(tmp_path / "a.png")

    assert np.array_equal(written(np.array([[True, False]])), [[255, 0]])
    assert np.array_equal(written(np.array([[0.0, 1.0, 2.0, np.nan]])), [[0, 255, 255, 0]])
    assert np.array_equal(written(np.array([[0, 257, 65535]], np.uint16)), [[0, 1, 255]])


@pytest.mark.parametrize("array, message", [
    (np.zeros(3, np.uint8), "neither .height, width."),
    (np.zeros((0, 4, 3), np.uint8), "shape"),
    (np.zeros((4, 4, 3), np.int32), "samples of int32.*hint"),
    (np.zeros((4, 4, 5), np.uint8), "channels"),
    (np.zeros((4, 4), "U1"), "samples of <U1"),
])
def test_what_is_no_image_is_refused(array, message, tmp_path):
    with pytest.raises(gfla.UsageError, match=message):
        gfla.write_image(array, tmp_path / "a.png")
    assert not list(tmp_path.iterdir())


def test_memory_of_the_library_is_freed_with_the_last_view(tmp_path, monkeypatch):
    freed = []
    monkeypatch.setattr(_images, "_free", lambda raw: freed.append(raw.data))
    gfla.write_image(numbers(4, 5, 3), tmp_path / "a.png")
    image = gfla.read_image(tmp_path / "a.png")
    address, part = image.ctypes.data, image[1:, :, 0]
    del image
    gc.collect()
    assert not freed and part[0, 0] == 15
    del part
    gc.collect()
    assert freed == [address]


def test_images_are_read_as_asked(tmp_path):
    array = numbers(4, 5, 4)
    gfla.write_image(array, tmp_path / "a.png")
    assert gfla.read_image(tmp_path / "a.png").dtype == np.uint8
    assert gfla.read_image(str(tmp_path / "a.png"), channels=1).shape == (4, 5)
    wide = gfla.read_image(tmp_path / "a.png", dtype=np.float32)
    assert np.allclose(wide, array / 255.0)
    with pytest.raises(gfla.UsageError, match="dtype: int64"):
        gfla.read_image(tmp_path / "a.png", dtype=int)


def test_errors_of_files_are_exceptions_with_their_message(tmp_path):
    with pytest.raises(gfla.InputError, match="nothing.png") as caught:
        gfla.read_image(tmp_path / "nothing.png")
    assert caught.value.status == _native.GFLA_ERROR_INPUT
    with pytest.raises(gfla.OutputError):
        gfla.write_image(numbers(4, 5, 3), tmp_path / "nowhere" / "a.png")


def test_pillow_images_of_every_mode(tmp_path):
    image = pytest.importorskip("PIL.Image")
    grey = image.fromarray(numbers(8, 8))
    for mode, channels in (("L", 1), ("RGB", 3), ("RGBA", 4), ("LA", 2), ("P", 3), ("1", 3), ("CMYK", 3), ("F", 1)):
        assert BorrowedImage(grey.convert(mode)).raw.channels == channels
    transparent = grey.convert("P")
    transparent.info["transparency"] = 0
    assert BorrowedImage(transparent).raw.channels == 4
    assert BorrowedImage(pathlib.Path(save(grey, tmp_path))).raw.channels == 1


def save(image, folder):
    image.save(folder / "grey.png")
    return folder / "grey.png"
