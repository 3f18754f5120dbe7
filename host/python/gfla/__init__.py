"""Image synthesis by global flow and local attention on any OpenCL device.

    import gfla
    for device in gfla.devices():
        print(device.name)

docs/python.md is the tutorial.
"""
from gfla import graph, ops
from gfla._context import Context, Progress, default_context
from gfla._devices import Device, DeviceInfo, devices, open_devices
from gfla._errors import (
    CancelledError,
    CheckError,
    DeviceError,
    Error,
    InputError,
    NoDeviceError,
    OutOfMemoryError,
    OutputError,
    PartialError,
    UsageError,
)
from gfla._images import read_image, write_image
from gfla._keypoints import Keypoints, joint_sets, read_keypoints, read_poses
from gfla._model import Description, MemoryPlan, Model, Session, TensorInfo, models, networks
from gfla._native import GFLA_VERSION as __version__
from gfla._people import Animator, Face, Pose, animate, pose
from gfla._view import Scores, View, Views, ViewFound, ViewSource, view

__all__ = [
    "Animator",
    "CancelledError",
    "CheckError",
    "Context",
    "Description",
    "Device",
    "DeviceError",
    "DeviceInfo",
    "Error",
    "Face",
    "InputError",
    "Keypoints",
    "MemoryPlan",
    "Model",
    "NoDeviceError",
    "OutOfMemoryError",
    "OutputError",
    "PartialError",
    "Pose",
    "Progress",
    "Scores",
    "Session",
    "TensorInfo",
    "UsageError",
    "View",
    "ViewFound",
    "ViewSource",
    "Views",
    "__version__",
    "animate",
    "default_context",
    "devices",
    "graph",
    "joint_sets",
    "models",
    "networks",
    "open_devices",
    "ops",
    "pose",
    "read_image",
    "read_keypoints",
    "read_poses",
    "view",
    "write_image",
]
