import os
import pathlib
import subprocess
import sys

import gfla
import numpy as np
import pytest

DEMO = pathlib.Path(__file__).resolve().parents[3] / "models/weights/demo/modern-armchair"
FROM = (60, 10)
TARGETS = [(80, 10), (160, 10)]  # at 120 it is the mirror image of the source


def truth(angles):
    return gfla.read_image(DEMO / f"{angles[0]:03d}_{angles[1]:02d}.png")


@pytest.fixture(scope="module")
def shared():
    """A model that several tests ask."""
    try:
        opened = gfla.Device()
    except gfla.NoDeviceError as error:
        pytest.skip(str(error))
    with opened, gfla.View(device=opened, batch=2) as view:
        yield view


def test_views_are_those_of_the_program(shared, tmp_path):
    program = os.environ.get("GFLA_PROGRAM")
    if not program:
        pytest.skip("GFLA_PROGRAM does not name the program")
    command = [program, "view", DEMO / "060_10.png", "--from", "60,10", "-o", tmp_path / "views"]
    subprocess.run([*command, "--to", "80,10", "--to", "160,10"], check=True, capture_output=True)
    shared.set_source(DEMO / "060_10.png", FROM)
    views = shared.render(TARGETS)
    assert views.shape == (2, shared.size, shared.size, 3) and views.dtype == np.uint8
    written = sorted((tmp_path / "views").rglob("*.png"))
    matches = [[np.array_equal(gfla.read_image(path, channels=3), view) for path in written] for view in views]
    assert all(any(row) for row in matches)


def test_maps_and_scores(shared):
    shared.set_source(truth(FROM), FROM, whole_image=True)
    result = shared.render_maps(TARGETS, ("warped", "points", "flows", "masks", "matches"), [truth(at) for at in TARGETS])
    n, size = len(TARGETS), shared.size
    assert result.warped.shape == result.points.shape == (n, size, size, 3)
    assert result.flows.shape == result.matches.shape == (n, size, size, 2) and result.flows.dtype == np.float32
    assert result.masks.shape == (n, size, size) and 0 <= result.masks.min() < 0.1 and 0.9 < result.masks.max() <= 1
    near, far = result.scores
    assert near.psnr > far.psnr > 10 and near.ssim > 0.7 and near.l1 < far.l1
    assert np.array_equal(result.images, shared.render(TARGETS))


def test_source_is_borrowed_from_any_array(shared):
    image = truth(FROM)
    views = []
    for source in (image, np.asfortranarray(image), image.astype(np.float32) / np.float32(255)):
        shared.set_source(source, FROM)
        views.append(shared.render(TARGETS[:1]))
    assert np.array_equal(views[0], views[1]) and np.abs(views[0].astype(int) - views[2]).max() <= 2


def test_object_is_found(shared):
    canvas = np.full((300, 260, 3), (200, 210, 220), np.uint8)
    canvas[100:200, 80:160] = (90, 40, 30)
    found = shared.set_source(canvas, FROM)
    assert (found.x, found.y, found.width, found.height) == (80, 100, 80, 100)
    assert found.background == (200, 210, 220) and not found.has_alpha


def test_a_mask_cuts_the_object_out_of_any_background(shared):
    image, wall = truth(FROM), np.random.default_rng(1)
    mask = image[:, :, 3] if image.shape[2] == 4 else np.where(image.min(2) < 250, 255, 0).astype(np.uint8)
    colours = np.where(mask[:, :, None] > 127, image[:, :, :3], wall.integers(0, 256, (*mask.shape, 3), np.uint8))
    shared.set_source(colours, FROM)
    assert shared.source.method == "network"
    found = shared.set_source(colours, FROM, mask=mask)
    views = shared.render(TARGETS)
    assert found.has_alpha and shared.source.method == "mask" and shared.source.origin == "given"
    shared.set_source(image, FROM)
    assert shared.source.method != "mask"
    assert np.abs(shared.render(TARGETS).astype(int) - views).mean() < 1 < np.abs(views.astype(int) - 255).mean()
    assert np.array_equal(gfla.view(colours, TARGETS, angles=FROM, mask=mask, device=shared.device), views)
    with pytest.raises(gfla.InputError, match="mask"):
        shared.set_source(colours, FROM, mask=mask[: len(mask) // 2])


def test_angles_that_are_not_given_are_told(shared):
    shared.set_source(truth(FROM))
    source, views = shared.source, shared.render(TARGETS)
    assert source.origin == "estimated" and source.symmetry == "none" and 0.5 < source.confidence <= 1
    assert abs(source.angles[0] - FROM[0]) <= 20 and abs(source.angles[1] - FROM[1]) <= 10
    shared.set_source(truth(FROM), source.angles)
    assert shared.source.origin == "given" and np.array_equal(shared.render(TARGETS), views)
    source = shared.source
    assert 0 <= source.x and source.x + source.width <= truth(FROM).shape[1] <= source.frame * 2


def test_the_size_is_told_and_may_be_given(shared):
    shared.set_source(truth(FROM), FROM)
    source, views = shared.source, shared.render(TARGETS)
    assert source.framing == "shape" and 0.7 < source.scale < 1.3 and 0 < source.scale_error < 0.3
    shared.set_source(truth(FROM), FROM, scale=source.scale, right=source.right, down=source.down)
    assert shared.source.framing == "given" and np.array_equal(shared.render(TARGETS), views)
    shared.set_source(truth(FROM), FROM, whole_image=True)
    assert shared.source.framing == "whole image" and shared.source.scale == 1


@pytest.mark.parametrize("change, error, message", [
    (lambda v: v.set_source(np.zeros((64, 64, 3), np.uint8), FROM), gfla.InputError, ""),
    (lambda v: v.set_source(truth(FROM), (0, 80)), gfla.UsageError, "elevation"),
    (lambda v: v.render([]), gfla.UsageError, ""),
    (lambda v: v.render_maps(TARGETS, ["depth"]), gfla.UsageError, "'depth' is none of warped"),
    (lambda v: v.render_maps(TARGETS, truth=[truth(FROM)]), gfla.UsageError, "1 images for 2 targets"),
])
def test_wrong_use_is_refused_and_changes_nothing(shared, change, error, message):
    shared.set_source(truth(FROM), FROM)
    before = shared.render(TARGETS[:1])
    with pytest.raises(error, match=message):
        change(shared)
    assert np.array_equal(shared.render(TARGETS[:1]), before)


def test_one_call_turns_the_object_around(device):
    views = gfla.view(DEMO / "060_10.png", turn=3, device=device)
    assert len(views) == 3 and len({view.tobytes() for view in views}) == 3


def test_a_model_that_is_not_there_is_named(device):
    with pytest.raises(gfla.InputError, match="no-such-model"):
        gfla.View("no-such-model", device)


def test_what_a_progress_function_raises_stops_the_call():
    seen, stopped = [], []

    def progress(report):
        seen.append(report)
        if report.what == "views" and not stopped:
            raise KeyError("enough")

    try:
        with gfla.Context(progress=progress) as context, gfla.Device(context=context) as device:
            with gfla.View(device=device, batch=1) as view:
                view.set_source(truth(FROM), FROM)
                with pytest.raises(KeyError, match="enough"):
                    view.render(TARGETS * 4)
                stopped.append(len(seen))
                context.cancel()
                with pytest.raises(gfla.CancelledError):
                    view.render(TARGETS)
    except gfla.NoDeviceError as error:
        pytest.skip(str(error))
    assert 1 <= sum(report.what == "views" for report in seen[: stopped[0]]) < 8


def test_closing_a_device_closes_what_was_opened_on_it():
    try:
        device = gfla.Device()
    except gfla.NoDeviceError as error:
        pytest.skip(str(error))
    view = gfla.View(device=device)
    device.close()
    with pytest.raises(gfla.UsageError, match="this view is closed"):
        view.render(TARGETS)
    view.close()


def test_python_may_end_with_everything_open(tmp_path):
    code = "import gfla, sys\nv = gfla.View(device=gfla.Device()); gfla.view(sys.argv[1], turn=1)\nprint('done')"
    result = subprocess.run([sys.executable, "-c", code, DEMO / "060_10.png"], capture_output=True, text=True)
    if result.returncode == 1 and "NoDeviceError" in result.stderr:
        pytest.skip(result.stderr)
    assert (result.returncode, result.stdout, result.stderr) == (0, "done\n", "")
