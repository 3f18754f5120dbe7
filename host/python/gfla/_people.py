"""People and faces: other poses, and animations."""
import ctypes as ct
import os
import typing

import numpy as np

from gfla import _native
from gfla._devices import DeviceLike, device_for
from gfla._errors import UsageError
from gfla._handle import Handle
from gfla._images import Array, BorrowedImage, ImageLike, adopt
from gfla._keypoints import Keypoints, KeypointsLike, raw_keypoints, read_poses
from gfla._library import lib

#: The path of weights, or the name of a bundled model.
ModelName = typing.Union[str, "os.PathLike[str]"]

#: Poses that follow each other: key points, or a path that gfla.read_poses reads.
PosesLike = typing.Union[str, "os.PathLike[str]", typing.Sequence[KeypointsLike]]


def _raw_poses(poses: PosesLike) -> typing.Any:
    items = read_poses(poses) if isinstance(poses, (str, os.PathLike)) else poses
    return (_native.gfla_keypoints * len(items))(*(raw_keypoints(item) for item in items))


class _Session(Handle):
    """What the sessions of this module share: a network of a model at work on a device."""

    _names: typing.Tuple[str, str, str, str] = ("", "", "", "")  # handle, params, open, close

    def _open(self, model: ModelName, device: DeviceLike, options: typing.Dict[str, typing.Any]) -> None:
        handle, params_type, opening, closing = self._names
        self.device = device_for(device)
        self._context = self.device.context
        self.model = os.fsdecode(model)
        params = getattr(_native, params_type)()
        getattr(lib, params_type + "_init")(ct.byref(params))
        for name, value in options.items():
            setattr(params, name, value)
        pointer = ct.POINTER(getattr(_native, handle))()
        function = getattr(lib, opening)
        self._context._call(function, ct.byref(pointer), self.device._handle, os.fsencode(model), ct.byref(params))
        self._own(pointer, getattr(lib, closing), self.device)

    def _image(self, function: typing.Callable[..., typing.Any], *arguments: typing.Any) -> Array:
        raw = _native.gfla_image()
        self._context._call(function, self._handle, *arguments, ct.byref(raw))
        return adopt(raw)

    def _write(self, prefix: str, raw: typing.Any, path: typing.Any, options: typing.Dict[str, typing.Any]) -> None:
        params = getattr(_native, prefix + "_params")()
        getattr(lib, prefix + "_params_init")(ct.byref(params))
        for name, value in options.items():
            setattr(params, name, value)
        self._context._call(getattr(lib, prefix), self._handle, raw, len(raw), os.fsencode(path), ct.byref(params))


class Pose(_Session):
    """Puts the person of an image into other poses, with the network "person", "person-market" or "figure".

    model: the path of weights, or the name of a bundled model.
    width, height: of the network's images, multiples of 32; 0: as it was trained.
    pose_width, pose_height: of the image that target key points are of; 0: of the source image.
    keep_aspect: fill the source image up with white instead of stretching it, as "figure" always does.
    keep_attention: attention() will be asked for.
    """

    _kind = "pose transfer"
    _names = ("gfla_pose", "gfla_pose_params", "gfla_pose_open", "gfla_pose_close")

    def __init__(
        self,
        model: ModelName = "person-drawn-192",
        device: DeviceLike = None,
        *,
        width: int = 0,
        height: int = 0,
        pose_width: int = 0,
        pose_height: int = 0,
        keep_aspect: bool = False,
        keep_attention: bool = False,
    ) -> None:
        options = {"width": width, "height": height, "pose_width": pose_width, "pose_height": pose_height}
        self._open(model, device, {**options, "keep_aspect": keep_aspect, "keep_attention": keep_attention})

    def set_source(self, image: ImageLike, points: KeypointsLike) -> None:
        """The image of the person, and the key points in its pixels."""
        borrowed, raw = BorrowedImage(image), raw_keypoints(points)
        self._context._call(lib.gfla_pose_set_source, self._handle, borrowed.pointer, ct.byref(raw))

    def render(self, target: KeypointsLike) -> Array:
        """The person in this pose: [height, width, 3] uint8."""
        return self._image(lib.gfla_pose_render, ct.byref(raw_keypoints(target)))

    def render_all(self, targets: PosesLike) -> Array:
        """The same for many poses: [n, height, width, 3] uint8. Reports progress ("poses")."""
        raw = _raw_poses(targets)
        images = (_native.gfla_image * len(raw))()
        self._context._call(lib.gfla_pose_render_batch, self._handle, raw, len(raw), images)
        return np.stack([adopt(image) for image in images])

    def _map(self, which: int) -> Array:
        return self._image(lib.gfla_pose_get_map, which)

    def flow(self) -> Array:
        """Of the last image: where each place looks in the source, from itself, x and y: [h, w, 2] float32, in pixels of the map."""
        return self._map(_native.GFLA_POSE_MAP_FLOW)

    def mask(self) -> Array:
        """Of the last image: how much is taken from the source: [h, w] float32, 0 to 1."""
        return self._map(_native.GFLA_POSE_MAP_MASK)

    def attention(self) -> Array:
        """Of the last image: the source as local attention takes it: [h, w, 3] uint8. Needs keep_attention."""
        return self._map(_native.GFLA_POSE_MAP_ATTENTION)


class Animator(_Session):
    """Moves the person of an image as a sequence of poses says, with the network "dance" or "figure". Frames have an order.

    model: the path of weights, or the name of a bundled model.
    width, height: of the network's images, multiples of 32; 0: as it was trained.
    frame_width, frame_height: of the frames that poses are of; 0: of the reference image.
    keep_aspect: fill images up with white instead of stretching them, as "figure" always does.
    """

    _kind = "animator"
    _names = ("gfla_animator", "gfla_animator_params", "gfla_animator_open", "gfla_animator_close")

    def __init__(
        self,
        model: ModelName = "person-drawn-192",
        device: DeviceLike = None,
        *,
        width: int = 0,
        height: int = 0,
        frame_width: int = 0,
        frame_height: int = 0,
        keep_aspect: bool = False,
    ) -> None:
        options = {"width": width, "height": height, "frame_width": frame_width, "frame_height": frame_height}
        self._open(model, device, {**options, "keep_aspect": keep_aspect})

    def set_reference(self, image: ImageLike, points: KeypointsLike) -> None:
        """The image that all frames take from, and the key points in its pixels. The next frame is the first."""
        borrowed, raw = BorrowedImage(image), raw_keypoints(points)
        self._context._call(lib.gfla_animator_set_reference, self._handle, borrowed.pointer, ct.byref(raw))

    def frame(self, pose: KeypointsLike) -> Array:
        """The next frame: [height, width, 3] uint8."""
        return self._image(lib.gfla_animator_frame, ct.byref(raw_keypoints(pose)))

    def write(
        self,
        poses: PosesLike,
        path: typing.Union[str, "os.PathLike[str]"],
        *,
        fps: float = 0.0,
        side_by_side: bool = False,
        overwrite: bool = False,
        motion: typing.Optional[ModelName] = None,
        motion_window: int = 0,
    ) -> None:
        """Makes a frame of each pose, from the reference on, and writes .gif, .apng, .webp, .mp4, .webm, or a folder.

        fps: 0: 25. side_by_side: reference, pose and frame in one image. Reports progress ("frames").
        motion: weights of the network "motion", which makes noisy poses of a detector clean, motion_window (0: 24) at a time.
        """
        options: typing.Dict[str, typing.Any] = {"fps": fps, "side_by_side": side_by_side, "overwrite": overwrite}
        options["motion"] = os.fsencode(motion) if motion is not None else None
        options["motion_window"] = motion_window
        self._write("gfla_animator_write", _raw_poses(poses), path, options)


class Face(_Session):
    """Moves the face of an image as a sequence of 68 landmarks says, with the network "face". Frames have an order.

    model: the path of weights, or the name of a bundled model.
    has_driving: every frame has a driving image, whose edges outside the face the network sees too.
    The other options are those of Animator.
    """

    _kind = "face animation"
    _names = ("gfla_face", "gfla_face_params", "gfla_face_open", "gfla_face_close")

    def __init__(
        self,
        model: ModelName,
        device: DeviceLike = None,
        *,
        width: int = 0,
        height: int = 0,
        frame_width: int = 0,
        frame_height: int = 0,
        keep_aspect: bool = False,
        has_driving: bool = False,
    ) -> None:
        options = {"width": width, "height": height, "frame_width": frame_width, "frame_height": frame_height}
        self._open(model, device, {**options, "keep_aspect": keep_aspect, "has_driving": has_driving})

    def set_reference(self, image: ImageLike, points: KeypointsLike) -> None:
        """The image that all frames take from, and the 68 points in its pixels. The next frame is the first."""
        borrowed, raw = BorrowedImage(image), raw_keypoints(points)
        self._context._call(lib.gfla_face_set_reference, self._handle, borrowed.pointer, ct.byref(raw))

    def frame(self, landmarks: KeypointsLike, driving: typing.Optional[ImageLike] = None) -> Array:
        """The next frame: [height, width, 3] uint8. driving: the frame that the landmarks were found in, with has_driving."""
        borrowed = BorrowedImage(driving) if driving is not None else None
        pointer = borrowed.pointer if borrowed else None
        return self._image(lib.gfla_face_frame, ct.byref(raw_keypoints(landmarks)), pointer)

    def write(
        self,
        landmarks: PosesLike,
        path: typing.Union[str, "os.PathLike[str]"],
        *,
        fps: float = 0.0,
        side_by_side: bool = False,
        overwrite: bool = False,
        driving: typing.Union[None, str, "os.PathLike[str]"] = None,
    ) -> None:
        """Makes a frame of each face, from the reference on, and writes .gif, .apng, .webp, .mp4, .webm, or a folder.

        fps: 0: of the driving video, else 25. driving: with has_driving: a video, or a folder of images.
        """
        options: typing.Dict[str, typing.Any] = {"fps": fps, "side_by_side": side_by_side, "overwrite": overwrite}
        options["driving"] = os.fsencode(driving) if driving is not None else None
        self._write("gfla_face_write", _raw_poses(landmarks), path, options)


def pose(
    image: ImageLike,
    points: KeypointsLike,
    target: typing.Union[KeypointsLike, PosesLike],
    model: ModelName = "person-drawn-192",
    *,
    device: DeviceLike = None,
    keep_aspect: bool = False,
) -> Array:
    """The person of an image in another pose: [height, width, 3] uint8, or [n, height, width, 3] of a list of poses.

    points: the person's key points in the image; target: the pose or poses, in pixels of that image too.
    model: the path of weights, or the name of a bundled model of the network "person", "person-market" or "figure".
    For many calls, keep a gfla.Pose.
    """
    with Pose(model, device, keep_aspect=keep_aspect) as session:
        session.set_source(image, points)
        if isinstance(target, np.ndarray):
            return session.render_all(list(target)) if target.ndim == 3 else session.render(target)
        if isinstance(target, (str, os.PathLike, Keypoints)):
            return session.render(target)
        return session.render_all(target)


def animate(
    image: ImageLike,
    points: KeypointsLike,
    poses: PosesLike,
    model: ModelName = "person-drawn-192",
    *,
    device: DeviceLike = None,
    keep_aspect: bool = False,
) -> Array:
    """The person of an image moves: a frame of each pose, [n, height, width, 3] uint8.

    points: the person's key points in the image; poses: in pixels of that image too, or what gfla.read_poses reads.
    model: the path of weights, or the name of a bundled model of the network "dance" or "figure". For long sequences, keep a gfla.Animator.
    """
    items = read_poses(poses) if isinstance(poses, (str, os.PathLike)) else poses
    if not len(items):
        raise UsageError("poses: none. hint: a sequence of key points, or a path that gfla.read_poses reads")
    with Animator(model, device, keep_aspect=keep_aspect) as session:
        session.set_reference(image, points)
        return np.stack([session.frame(item) for item in items])
