"""People and faces through small networks with random weights, compared with what the program makes of the same files."""
import json
import os
import subprocess

import gfla
import numpy as np
import pytest

BODY = [32, 10, 1, 32, 18, 1, 26, 18, 1, 23, 28, 1, 21, 38, 1, 38, 18, 1, 41, 28, 1, 43, 38, 1, 28, 38, 1, 28, 49, 1, 27, 60, 1]
BODY += [36, 38, 1, 37, 49, 1, 37, 60, 1, 30, 9, 1, 33, 9, 1, 29, 10, 1, 35, 10, 1]
BODY = np.array(BODY, float).reshape(18, 3)


def moved(dx):
    return BODY + [dx, 0, 0]


def photo():
    y, x = np.mgrid[:64, :64]
    return np.stack([255 - 2 * x, 3 * y, x + y], axis=2).astype(np.uint8)


def face_points():
    angle = np.linspace(0, 2 * np.pi, 68, endpoint=False)
    return np.column_stack([32 + 20 * np.cos(angle), 32 + 24 * np.sin(angle)])


def program(folder, *arguments):
    command = [os.environ["GFLA_PROGRAM"], *map(str, arguments), "-q"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)


@pytest.fixture
def files(tmp_path):
    """me.png, me_keypoints.json and poses/0.json ..., as the program reads them."""
    def write(path, points):
        path.write_text(json.dumps({"people": [{"pose_keypoints_2d": points.ravel().tolist()}]}))

    gfla.write_image(photo(), tmp_path / "me.png")
    write(tmp_path / "me_keypoints.json", BODY)
    (tmp_path / "poses").mkdir()
    for i, dx in enumerate((2, 4, 8)):
        write(tmp_path / "poses" / f"{i}.json", moved(dx))
    return tmp_path


def test_poses_are_those_of_the_program(device, random_weights, files):
    weights = random_weights("person")
    program(files, "person", "--weights", weights, "--size", "64x64", "me.png", "poses/1.json", "-o", "out.png")
    with gfla.Pose(weights, device, width=64, height=64) as pose:
        pose.set_source(photo(), BODY)
        image = pose.render(moved(4))
        assert image.shape == (64, 64, 3) and np.array_equal(image, gfla.read_image(files / "out.png", channels=3))
        several = pose.render_all([moved(2), files / "poses" / "1.json"])
        assert several.shape == (2, 64, 64, 3) and np.array_equal(several[1], image)
        with pytest.raises(gfla.UsageError):
            pose.attention()
    with gfla.Pose(weights, device, width=64, height=64, keep_attention=True) as pose:
        pose.set_source(photo(), BODY)
        assert np.abs(pose.render(moved(4)).astype(int) - image).max() <= 1  # its attention is computed in steps
        flow, mask, attention = pose.flow(), pose.mask(), pose.attention()
        assert flow.dtype == np.float32 and flow.shape[2] == 2 and mask.shape == flow.shape[:2]
        assert 0 <= mask.min() and mask.max() <= 1 and attention.shape[2] == 3


def test_one_call_takes_one_pose_or_several(device, random_weights):
    weights = random_weights("person-market")
    one = gfla.pose(photo(), BODY, moved(4), weights, device=device)
    several = gfla.pose(photo(), BODY, [moved(2), gfla.Keypoints(moved(4))], weights, device=device)
    assert one.shape == several.shape[1:] == (128, 64, 3) and np.array_equal(several[1], one)


def test_animations_are_those_of_the_program(device, random_weights, files):
    weights = random_weights("dance")
    program(files, "animate", "--weights", weights, "--size", "64x64", "me.png", "poses", "-o", "out")
    with gfla.Animator(weights, device, width=64, height=64) as animator:
        animator.set_reference(files / "me.png", BODY)
        frames = [animator.frame(pose) for pose in gfla.read_poses(files / "poses")]
        animator.write(files / "poses", files / "written")
        for i, path in enumerate(sorted((files / "out").glob("*.png"))):
            assert np.array_equal(gfla.read_image(path, channels=3), frames[i])
            assert path.read_bytes() == (files / "written" / path.name).read_bytes()
        assert i == 2 and not np.array_equal(frames[0], frames[1])
        with pytest.raises(gfla.OutputError):
            animator.write(files / "poses", files / "written")
    short = gfla.animate(photo(), BODY, [moved(2)], weights, device=device)
    assert short.shape[0] == 1 and short.dtype == np.uint8


def test_faces(device, random_weights, tmp_path):
    with gfla.Face(random_weights("face"), device, width=64, height=64) as face:
        face.set_reference(photo(), face_points())
        first = face.frame(face_points())
        second = face.frame(face_points() + [2, 0])
        assert first.shape == (64, 64, 3) and not np.array_equal(first, second)
        face.write([face_points(), face_points() + [2, 0]], tmp_path / "out")
        assert np.array_equal(gfla.read_image(tmp_path / "out" / "00001.png", channels=3), second)
        with pytest.raises(gfla.UsageError):
            face.frame(face_points(), driving=photo())
        with pytest.raises(gfla.InputError):
            face.frame(BODY)


def test_wrong_use_is_refused(device, random_weights):
    with pytest.raises(gfla.InputError, match="another network than"):
        gfla.Pose(random_weights("dance"), device)
    with pytest.raises(gfla.UsageError, match="poses: none"):
        gfla.animate(photo(), BODY, [], random_weights("dance"), device=device)
    with gfla.Pose(random_weights("person"), device, width=64, height=64) as pose:
        with pytest.raises(gfla.UsageError):
            pose.render(BODY)
        with pytest.raises(gfla.UsageError):
            pose.flow()
        with pytest.raises(gfla.InputError):
            pose.set_source(photo(), np.zeros((18, 3)))
