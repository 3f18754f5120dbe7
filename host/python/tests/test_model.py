"""Networks on arrays, against tensors of the published code (tests/golden)."""
import pathlib
import threading

import gfla
import numpy as np
import pytest

GOLDEN = pathlib.Path(__file__).resolve().parents[3] / "tests/golden"


def golden(case):
    """The inputs and the outputs of a case, by name."""
    arrays = {path.stem: np.load(path) for path in (GOLDEN / case).glob("*.npy")}
    pick = lambda prefix: {name[len(prefix):]: array for name, array in arrays.items() if name.startswith(prefix)}  # noqa: E731
    return pick("in_"), pick("f64_"), pick("tap_")


def assert_near(values, expected):
    """Of large maps the golden files hold every second or fourth row and column."""
    for name, wanted in expected.items():
        step = values[name].shape[-1] // wanted.shape[-1]
        value = values[name][..., ::step, ::step]
        assert value.dtype == np.float32 and value.shape == wanted.shape and step in (1, 2, 4), name
        assert np.abs(value - wanted).max() <= 1e-4 * max(1.0, np.abs(wanted).max()), name


def test_person_makes_what_the_published_code_makes(device):
    inputs, outputs, _ = golden("pose_market")
    with gfla.Model("person-market", GOLDEN / "pose_market/weights.safetensors") as model:
        assert (model.network, model.has_weights) == ("person-market", True)
        assert model.path == str(GOLDEN / "pose_market/weights.safetensors")
        values = model(device=device, **inputs)
        assert list(values) == list(model.describe().outputs)
        assert_near(values, outputs)
        assert all(np.array_equal(again, values[name]) for name, again in model(device=device, **inputs).items())


def test_activations_are_kept_by_name(device):
    inputs, outputs, taps = golden("shapenet")
    model = gfla.Model("shapenet", GOLDEN / "shapenet/weights.safetensors")
    values = model(device=device, keep=list(taps), **inputs)
    assert_near(values, {**outputs, **taps})
    with pytest.raises(gfla.UsageError, match="no activation .nothing."):
        model(device=device, keep=["nothing"], **inputs)


def test_the_size_is_that_of_the_inputs(device):
    inputs, outputs, _ = golden("pose_market")
    model = gfla.Model("person-market", GOLDEN / "pose_market/weights.safetensors")
    pairs = {name: np.concatenate([array, array[..., ::-1]]) for name, array in inputs.items()}
    values = model(device=device, **pairs)
    for name, wanted in outputs.items():
        assert np.abs(values[name][: len(wanted)] - wanted).max() <= 1e-4 * max(1.0, np.abs(wanted).max())
    wide = model(device=device, **{name: np.concatenate([array, array], axis=3) for name, array in inputs.items()})
    assert wide["out.0"].shape[3] == 2 * outputs["out.0"].shape[3]


def test_weights_may_lie_in_memory(device):
    inputs, outputs, _ = golden("pose_market")
    model = gfla.Model("person-market", (GOLDEN / "pose_market/weights.safetensors").read_bytes())
    assert model.path == ""
    assert_near(model(device=device, **inputs), outputs)


def test_frames_follow_each_other(device, random_weights):
    """A session carries the last frame on; a model begins anew with each call."""
    random = np.random.default_rng(0)
    model = gfla.Model("dance", random_weights("dance"))
    description = model.describe(width=64, height=64)
    frame = {name: random.normal(size=info.shape).astype(np.float32)
             for name, info in description.inputs.items() if not info.is_carried}
    assert any(info.is_frame for info in description.inputs.values()) and len(frame) < len(description.inputs)
    with gfla.Session(model, device, width=64, height=64) as session:
        first, second = session(**frame), session(**frame)
        session.restart()
        again = session()
    assert np.array_equal(again["out.0"], first["out.0"]) and not np.array_equal(second["out.0"], first["out.0"])


def test_what_a_network_takes_is_known_before_anything_is_allocated(device):
    model = gfla.Model("person")
    assert not model.has_weights and model.metadata("licence") is None
    description = model.describe(batch=2)
    assert description.inputs["source"].shape == (2, 3, 256, 256) and description.n_parameters > 1e6
    assert description.outputs["out.0"].shape == (2, 3, 256, 256) and description.flops > 1e10
    plan = model.plan(device)
    assert plan.total >= plan.activations + plan.inputs > 0 and plan.weights >= plan.parameters == 4 * description.n_parameters
    with pytest.raises(gfla.UsageError, match="without weights"):
        model(device=device, source=np.zeros((1, 3, 256, 256)))


def test_lists_of_networks_and_models():
    assert {"person", "dance", "face", "view"} <= set(gfla.networks())
    assert "view-furniture-128" in gfla.models()
    assert gfla.Model("view-furniture-128").metadata("licence")


@pytest.mark.parametrize("inputs, message", [
    ({"nothing": np.zeros(3)}, "'nothing' is no input; there are source"),
    ({"source": np.zeros((1, 3, 128))}, "source: shape .1, 3, 128., but the network takes .1, 3, "),
    ({}, "source"),
])
def test_other_inputs_are_refused(device, inputs, message):
    model = gfla.Model("person-market", GOLDEN / "pose_market/weights.safetensors")
    with pytest.raises(gfla.UsageError, match=message):
        model(device=device, **inputs)


def test_other_weights_are_refused(tmp_path):
    with pytest.raises(gfla.InputError, match="nowhere"):
        gfla.Model("nowhere")
    (tmp_path / "text.safetensors").write_text("not weights")
    with pytest.raises(gfla.InputError, match="text.safetensors"):
        gfla.Model(tmp_path / "text.safetensors")
    with pytest.raises(gfla.UsageError, match="persona"):
        gfla.Model("persona", GOLDEN / "pose_market/weights.safetensors")


def test_threads_share_a_model():
    inputs, outputs, _ = golden("pose_market")
    model = gfla.Model("person-market", GOLDEN / "pose_market/weights.safetensors")
    results, failures = [], []

    def work():
        try:
            with gfla.Device() as device:
                results.append(model(device=device, **inputs))
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if any(isinstance(error, gfla.NoDeviceError) for error in failures):
        pytest.skip(str(failures[0]))
    assert not failures and len(results) == 3
    for values in results:
        assert_near(values, outputs)
