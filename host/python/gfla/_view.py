"""Novel views of the object in an image."""
import ctypes as ct
import dataclasses
import os
import typing

import numpy as np

from gfla import _native
from gfla._devices import DeviceLike, device_for
from gfla._errors import UsageError
from gfla._handle import Handle
from gfla._images import Array, BorrowedImage, ImageLike, adopt
from gfla._library import lib

#: Azimuth and elevation of a camera, in degrees. Azimuth 90 faces the object's front, 0 its left side.
Angles = typing.Tuple[float, float]

#: What a render can give beside the views, by the names of View.render.
MAPS = ("warped", "points", "flows", "masks", "matches")


@dataclasses.dataclass(frozen=True)
class ViewFound:
    """The object that was found in a source image, in pixels of that."""

    x: int
    y: int
    width: int
    height: int
    has_alpha: bool  # cut out by the image's own alpha; else from a plain background
    background: typing.Tuple[int, int, int]  # the colour of that


_METHODS = {
    _native.GFLA_VIEW_METHOD_WHOLE: "whole image",
    _native.GFLA_VIEW_METHOD_ALPHA: "alpha",
    _native.GFLA_VIEW_METHOD_BACKGROUND: "background",
    _native.GFLA_VIEW_METHOD_MASK: "mask",
    _native.GFLA_VIEW_METHOD_NETWORK: "network",
}
_ORIGINS = {
    _native.GFLA_VIEW_ORIGIN_GIVEN: "given",
    _native.GFLA_VIEW_ORIGIN_ESTIMATED: "estimated",
    _native.GFLA_VIEW_ORIGIN_ASSUMED: "assumed",
}
_FRAMINGS = {
    _native.GFLA_VIEW_FRAMING_WHOLE: "whole image",
    _native.GFLA_VIEW_FRAMING_FILL: "fill",
    _native.GFLA_VIEW_FRAMING_GIVEN: "given",
    _native.GFLA_VIEW_FRAMING_OUTLINE: "outline",
    _native.GFLA_VIEW_FRAMING_SHAPE: "shape",
}
_SYMMETRIES = {
    _native.GFLA_VIEW_SYMMETRY_NONE: "none",
    _native.GFLA_VIEW_SYMMETRY_OPPOSITE: "opposite",
    _native.GFLA_VIEW_SYMMETRY_ROUND: "round",
}


@dataclasses.dataclass(frozen=True)
class ViewSource:
    """What is known of a source."""

    angles: Angles  # it is seen from
    origin: str  # of the angles: "given"; "estimated" from the image; "assumed" where the network for that is not installed
    confidence: float  # of estimated angles, 0 to 1: how likely they are within 25 degrees
    symmetry: str  # "none", or what may have misled the estimate: "opposite" (alike from behind) or "round"
    method: str  # how the object was found: "whole image", "alpha", "background", "mask" or "network"
    x: int  # its box, in pixels of the image
    y: int
    width: int
    height: int
    frame: int  # side of the square around it that is seen
    framing: str  # what says how large it is in the frame: "whole image", "fill", "given", "outline" or "shape"
    scale: float  # how large it is in the frame; 1: as its outline says; smaller where its narrow end is seen
    scale_error: float  # standard deviation of the logarithm of scale, of framing "shape"
    right: float  # of its middle from where its outline says, in frames
    down: float


@dataclasses.dataclass(frozen=True)
class Scores:
    """How near a view is to the truth, over samples from 0 to 1."""

    l1: float  # mean of absolute differences
    psnr: float  # dB
    ssim: float


@dataclasses.dataclass(frozen=True)
class Views:
    """What View.render_maps gives, all [n, size, size, ...]; None where it was not asked for."""

    images: Array  # [..., 3] uint8: the views
    warped: typing.Optional[Array] = None  # [..., 3] uint8: the source alone, moved by the flow
    points: typing.Optional[Array] = None  # [..., 3] uint8: the source's pixels, turned as points
    flows: typing.Optional[Array] = None  # [..., 2] float32, x and y: from a pixel of the view to its source, in pixels
    masks: typing.Optional[Array] = None  # float32, 0 to 1: foreground
    matches: typing.Optional[Array] = None  # like flows: to the source pixel whose features are most alike
    scores: typing.Optional[typing.List[Scores]] = None  # one for each view, where the truth was given


class View(Handle):
    """A model on a device that makes views of one object after another. It belongs to one thread at a time.

    model: the name of a bundled model or the path of weights; None: "view-furniture-128".
    device: a gfla.Device, or what selects one; None: the default.
    batch: views made in one run of the network; more are faster and take more memory; 0: 6.
    """

    _kind = "view"

    def __init__(
        self,
        model: typing.Union[None, str, "os.PathLike[str]"] = None,
        device: DeviceLike = None,
        batch: int = 0,
    ) -> None:
        self.device = device_for(device)
        self._context = self.device.context
        params = _native.gfla_view_params()
        lib.gfla_view_params_init(ct.byref(params))
        params.batch = batch
        pointer = ct.POINTER(_native.gfla_view)()
        name = os.fsencode(model) if model is not None else None
        self._context._call(lib.gfla_view_open, ct.byref(pointer), self.device._handle, name, ct.byref(params))
        self._own(pointer, lib.gfla_view_close, self.device)

    @property
    def size(self) -> int:
        """Width and height of the views, in pixels: the network's own, until a source says otherwise."""
        return int(lib.gfla_view_get_info(self._handle).size)

    @property
    def model(self) -> str:
        return os.fsdecode(lib.gfla_view_get_info(self._handle).model)

    @property
    def source(self) -> ViewSource:
        """Of the last source; raises UsageError where there is none."""
        raw = _native.gfla_view_source_info()
        lib.gfla_view_source_info_init(ct.byref(raw))
        self._context._call(lib.gfla_view_get_source_info, self._handle, ct.byref(raw))
        return ViewSource(
            angles=(raw.angles.azimuth, raw.angles.elevation),
            origin=_ORIGINS[raw.origin],
            confidence=raw.confidence,
            symmetry=_SYMMETRIES[raw.symmetry],
            method=_METHODS[raw.method],
            x=raw.x,
            y=raw.y,
            width=raw.width,
            height=raw.height,
            frame=raw.frame,
            framing=_FRAMINGS[raw.framing],
            scale=raw.scale,
            scale_error=raw.scale_error,
            right=raw.right,
            down=raw.down,
        )

    def set_source(
        self,
        image: ImageLike,
        angles: typing.Optional[Angles] = None,
        *,
        whole_image: bool = False,
        fill: float = 0.0,
        tolerance: float = 0.0,
        size: int = 0,
        zoom: float = 1.0,
        mask: typing.Optional[ImageLike] = None,
        soft_edges: bool = False,
        scale: float = 0.0,
        right: float = 0.0,
        down: float = 0.0,
    ) -> ViewFound:
        """From now on the object looks like `image` seen from `angles`.

        The object is cut out of its background and framed. Plain and transparent backgrounds need nothing for that; others the
        bundled model matte-128, where it is installed, or a mask.
        angles: None: as the bundled model angle-64 sees it, or (60, 10) where that is not installed; `source` tells.
        whole_image: the image is framed like a rendered view already: only resize it.
        fill: the larger side of the object as a part of the frame, 0.1 to 1; 0: as large as the network knows objects.
        tolerance: how far a colour of the background may be from their median, 0 to 255; 0: 24.
        size: width and height of the views, 32 to 1024 pixels; 0: the network's own; -1: the image's larger side.
        zoom: how large things are in the views, as through a lens, 0.25 to 8.
        mask: where the object is: white there and black elsewhere, or its alpha; of the image's aspect and any size.
        soft_edges: the outlines of the views are made anew, whatever the size.
        scale, right, down: how large the object is in the frame and where, as `source` says of one framed before; 0: found.
        Raises InputError where there is no object, a small one, one cut off, or a background that is not plain.
        """
        borrowed = BorrowedImage(image)
        params = _native.gfla_view_source_params()
        lib.gfla_view_source_params_init(ct.byref(params))
        params.whole_image, params.fill, params.tolerance = whole_image, fill, tolerance
        params.size, params.zoom, params.soft_edges = size, zoom, soft_edges
        params.scale, params.right, params.down = scale, right, down
        borrowed_mask = BorrowedImage(mask) if mask is not None else None
        if borrowed_mask is not None:
            params.mask = ct.pointer(borrowed_mask.raw)
        found = _native.gfla_view_found()
        self._context._call(
            lib.gfla_view_set_source,
            self._handle,
            borrowed.pointer,
            ct.byref(_native.gfla_view_angles(*angles)) if angles is not None else None,
            ct.byref(params),
            ct.byref(found),
        )
        background = (found.background[0], found.background[1], found.background[2])
        return ViewFound(found.x, found.y, found.width, found.height, found.has_alpha, background)

    def render(self, targets: typing.Sequence[Angles]) -> Array:
        """The views of the source from each target: [n, size, size, 3] uint8."""
        return self.render_maps(targets).images

    def render_maps(
        self,
        targets: typing.Sequence[Angles],
        maps: typing.Sequence[str] = (),
        truth: typing.Optional[typing.Sequence[ImageLike]] = None,
    ) -> Views:
        """The views, and what the network did.

        maps: of "warped", "points", "flows", "masks" and "matches"; see Views.
        truth: the true views, one for each target: gives the scores.
        """
        unknown = [name for name in maps if name not in MAPS]
        if unknown:
            raise UsageError(f"maps: '{unknown[0]}' is none of {', '.join(MAPS)}")
        if truth is not None and len(truth) != len(targets):
            raise UsageError(f"truth: {len(truth)} images for {len(targets)} targets")
        n = len(targets)
        outputs = _native.gfla_view_outputs()
        lib.gfla_view_outputs_init(ct.byref(outputs))
        arrays = {name: (_native.gfla_image * n)() for name in ("images", *maps)}
        for name, images in arrays.items():
            setattr(outputs, name, images)
        scores = (_native.gfla_view_scores * n)()
        borrowed = [BorrowedImage(image) for image in truth or ()]
        if borrowed:
            outputs.truth = (_native.gfla_image * n)(*(image.raw for image in borrowed))
            outputs.scores = scores
        angles = (_native.gfla_view_angles * n)(*(_native.gfla_view_angles(*target) for target in targets))
        self._context._call(lib.gfla_view_render_outputs, self._handle, angles, n, ct.byref(outputs))
        stacked = {name: np.stack([adopt(image) for image in images]) for name, images in arrays.items()}
        table = [Scores(row.l1, row.psnr, row.ssim) for row in scores] if borrowed else None
        return Views(scores=table, **stacked)


def view(
    image: ImageLike,
    to: typing.Optional[typing.Sequence[Angles]] = None,
    *,
    turn: int = 18,
    angles: typing.Optional[Angles] = None,
    model: typing.Union[None, str, "os.PathLike[str]"] = None,
    device: DeviceLike = None,
    whole_image: bool = False,
    size: int = 0,
    zoom: float = 1.0,
    mask: typing.Optional[ImageLike] = None,
) -> Array:
    """Novel views of the object in an image: [n, size, size, 3] uint8.

    image: an array, a Pillow image or a path; the object stands on a plain or transparent background, or has a mask.
    to: (azimuth, elevation) of each view, in degrees; None: `turn` views all around, at the elevation of `angles`.
    angles: where the image was taken from.
    angles None, size, zoom, mask: see View.set_source.
    The model is opened for this call: for several images, keep a gfla.View.
    """
    with View(model, device, min(turn if to is None else len(to), 6)) as session:
        session.set_source(image, angles, whole_image=whole_image, size=size, zoom=zoom, mask=mask)
        if to is None:
            azimuth, elevation = session.source.angles
            to = [((azimuth + 360.0 * i / turn) % 360.0, elevation) for i in range(turn)]
        return session.render(to)
