"""Key points of people and faces: from files of pose detectors and data sets, or from arrays."""
import ctypes as ct
import dataclasses
import os
import typing

import numpy as np

from gfla import _native
from gfla._errors import UsageError
from gfla._images import Array, adopt
from gfla._library import lib

_SETS: typing.Dict[str, int] = {
    lib.gfla_joint_set_name(number).decode(): number for number in range(_native.GFLA_JOINTS_SETS)
}
_NAMES = {number: name for name, number in _SETS.items()}


@dataclasses.dataclass(frozen=True)
class Keypoints:
    """The key points of one person, or of one face.

    joints: [n, 3] float64: x and y in pixels of the image that they were found in, and confidence (0: missing).
    joint_set: how the joints are numbered, one of joint_sets(). None: by their number, where that tells it.
    """

    joints: Array
    joint_set: str = ""

    def __post_init__(self) -> None:
        joints = np.ascontiguousarray(self.joints, dtype=np.float64)
        if joints.ndim != 2 or joints.shape[1] not in (2, 3):
            raise UsageError(f"joints: shape {joints.shape} is neither [n, 3] (x, y, confidence) nor [n, 2]")
        if joints.shape[1] == 2:
            joints = np.column_stack([joints, np.ones(len(joints))])
        name = self.joint_set or _name_of_size(len(joints))
        if name not in _SETS:
            raise UsageError(f"joint_set: '{name}' is none of {', '.join(_SETS)}")
        if len(joints) not in (0, lib.gfla_joint_set_size(_SETS[name])):
            raise UsageError(f"joints: {len(joints)} for {name}, which has {lib.gfla_joint_set_size(_SETS[name])}")
        object.__setattr__(self, "joints", joints)
        object.__setattr__(self, "joint_set", name)

    @property
    def names(self) -> typing.List[str]:
        """The joints by name: "nose", "left shoulder", ..."""
        number = _SETS[self.joint_set]
        return [lib.gfla_joint_name(number, joint).decode() for joint in range(lib.gfla_joint_set_size(number))]

    @property
    def count(self) -> int:
        """Joints that are there."""
        return int(np.count_nonzero(self.joints[:, 2] > 0))

    def convert(self, joint_set: str) -> "Keypoints":
        """The same person in another set of joints. Faces do not become bodies."""
        if joint_set not in _SETS:
            raise UsageError(f"joint_set: '{joint_set}' is none of {', '.join(_SETS)}")
        converted = _native.gfla_keypoints()
        lib.gfla_keypoints_convert(ct.byref(converted), _SETS[joint_set], ct.byref(raw_keypoints(self)))
        return from_raw(converted)

    def draw(self, width: int, height: int) -> Array:
        """Limbs and joints on black: [height, width, 3] uint8."""
        image = _native.gfla_image()
        lib.gfla_keypoints_draw(ct.byref(raw_keypoints(self)), width, height, ct.byref(image))
        return adopt(image)


#: Key points: themselves, an array [n, 3] whose n tells the set, or a path of a file that holds one person.
KeypointsLike = typing.Union[Keypoints, Array, str, "os.PathLike[str]"]


def joint_sets() -> typing.List[str]:
    """The names of the sets of joints: "COCO-18", "BODY-25", ..."""
    return list(_SETS)


def _name_of_size(n: int) -> str:
    for name, number in _SETS.items():
        if lib.gfla_joint_set_size(number) == n and (n != 17 or name == "COCO-17"):
            return name
    raise UsageError(f"joints: {n}, as no set has. hint: name the set with joint_set")


def raw_keypoints(points: KeypointsLike) -> typing.Any:
    """As the library takes them."""
    if isinstance(points, (str, os.PathLike)):
        points = read_keypoints(points)
    elif not isinstance(points, Keypoints):
        points = Keypoints(np.asarray(points))
    raw = _native.gfla_keypoints(_SETS[points.joint_set], len(points.joints))
    ct.memmove(raw.joint, points.joints.ctypes.data, points.joints.nbytes)
    return raw


def from_raw(raw: typing.Any) -> Keypoints:
    joints = np.empty((raw.n, 3))
    ct.memmove(joints.ctypes.data, raw.joint, joints.nbytes)
    return Keypoints(joints, _NAMES[raw.set])


def _params(options: typing.Dict[str, typing.Any]) -> typing.Any:
    params = _native.gfla_keypoints_params()
    lib.gfla_keypoints_params_init(ct.byref(params))
    for name, value in options.items():
        setattr(params, name, os.fsencode(value) if isinstance(value, str) else value)
    return params


def read_keypoints(
    path: typing.Union[str, "os.PathLike[str]"],
    *,
    person: int = 0,
    name: typing.Optional[str] = None,
    face: bool = False,
    coco_17: bool = False,
    h36m_17: bool = False,
    width: int = 0,
    height: int = 0,
) -> Keypoints:
    """Reads one person: JSON of OpenPose or AlphaPose, an annotation CSV, 68 lines of a face, or a PNG of `gfla pose`.

    person: of several people this one, from 1; 0: the largest. name: the image's, in files about many images.
    face: the face of a person in a JSON file, not the body. coco_17, h36m_17: 17 joints are
    COCO's or Human3.6M's; neither: it is told from where they lie. width, height: of the image, by which coordinates that are
    fractions of it are scaled.
    """
    raw = _native.gfla_keypoints()
    options = {"person": person, "name": name, "face": face, "coco_17": coco_17, "h36m_17": h36m_17}
    params = _params({**options, "width": width, "height": height})
    lib.gfla_keypoints_read(ct.byref(raw), os.fsencode(path), ct.byref(params))
    return from_raw(raw)


def read_poses(
    path: typing.Union[str, "os.PathLike[str]"],
    *,
    person: int = 0,
    face: bool = False,
    coco_17: bool = False,
    h36m_17: bool = False,
    fps: float = 0.0,
    azimuth: float = 0.0,
    in_place: bool = False,
    width: int = 0,
    height: int = 0,
) -> typing.List[Keypoints]:
    """Reads poses that follow each other: a folder of files, JSON about many images, a list of paths, or motion capture.

    fps, azimuth, in_place, width and height are for motion capture (.bvh, .fbx, .dae, .glb, .gltf): poses per second, 0: as in
    the file; degrees, 0 sees the person from the front; whether the person stays where it is; the image, 0: 256 pixels.
    """
    options = {"person": person, "face": face, "coco_17": coco_17, "h36m_17": h36m_17, "fps": fps, "azimuth": azimuth}
    params = _params({**options, "in_place": in_place, "width": width, "height": height})
    rows = ct.POINTER(_native.gfla_keypoints)()
    count = ct.c_size_t()
    lib.gfla_keypoints_read_sequence(ct.byref(rows), ct.byref(count), os.fsencode(path), ct.byref(params))
    try:
        return [from_raw(rows[i]) for i in range(count.value)]
    finally:
        lib.gfla_keypoints_free(ct.byref(rows))
