import json

import gfla
import numpy as np
import pytest


def body(n=18):
    """A person of n joints, one of them missing."""
    joints = np.array([[100.0 + 5 * i, 40.0 + 10 * i, 0.9] for i in range(n)])
    joints[3, 2] = 0
    return joints


def standing():
    """A standing person of BODY-25: files are asked which of two orders of 25 joints they hold."""
    return np.array([[x, y, 0.9] for x, y in [
        (100, 40), (100, 65), (78, 66), (70, 102), (66, 134), (122, 66), (130, 102), (134, 134), (100, 125),
        (87, 125), (86, 177), (85, 229), (113, 125), (114, 177), (115, 229), (95, 34), (105, 34), (88, 38), (112, 38),
        (120, 240), (126, 239), (113, 234), (80, 240), (74, 239), (87, 234)]])


def test_the_number_of_joints_tells_the_set():
    assert [gfla.Keypoints(body(n)).joint_set for n in (18, 25, 17)] == ["COCO-18", "BODY-25", "COCO-17"]
    points = gfla.Keypoints(body())
    assert points.count == 17 and points.names[:2] == ["nose", "neck"]
    assert set(gfla.joint_sets()) >= {"COCO-18", "BODY-25", "COCO-17"}
    assert gfla.Keypoints(body()[:, :2]).count == 18


@pytest.mark.parametrize("joints, joint_set, message", [
    (np.zeros((19, 3)), "", "joints: 19, as no set has"),
    (np.zeros((18, 4)), "", "shape"),
    (np.zeros((17, 3)), "COCO-18", "joints: 17 for COCO-18, which has 18"),
    (np.zeros((18, 3)), "COCO", "joint_set: 'COCO' is none of COCO-18"),
])
def test_other_arrays_are_refused(joints, joint_set, message):
    with pytest.raises(gfla.UsageError, match=message):
        gfla.Keypoints(joints, joint_set)


def test_points_are_converted_and_drawn():
    points = gfla.Keypoints(body(25))
    converted = points.convert("COCO-18")
    assert converted.joint_set == "COCO-18"
    assert np.allclose(converted.joints[0], points.joints[0])
    image = points.draw(320, 400)
    assert image.shape == (400, 320, 3) and image.max() > 100 and not image[399, 0].any()


def test_files_of_pose_detectors_are_read(tmp_path):
    path = tmp_path / "a_keypoints.json"
    path.write_text(json.dumps({"people": [{"pose_keypoints_2d": standing().ravel().tolist()}]}))
    points = gfla.read_keypoints(path)
    assert points.joint_set == "BODY-25" and np.allclose(points.joints, standing(), atol=1e-5)
    with pytest.raises(gfla.InputError):
        gfla.read_keypoints(path, person=2)


def test_poses_that_follow_each_other(tmp_path):
    for i in range(3):
        joints = body(18) + [i, 0, 0]
        (tmp_path / f"{i:03d}_keypoints.json").write_text(
            json.dumps({"people": [{"pose_keypoints_2d": joints.ravel().tolist()}]}))
    poses = gfla.read_poses(tmp_path)
    assert [pose.joints[0, 0] for pose in poses] == [100, 101, 102]
