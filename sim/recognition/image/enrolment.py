"""What is done before the first probe: networks loaded, whitening fitted, references enrolled.

None of it depends on a run's chance, so that it is done once in a process and serves all its runs. It takes some
tens of milliseconds for each of a few hundred pictures.
"""

from __future__ import annotations

from functools import cache
from math import log

import numpy as np
from numpy.typing import NDArray

from sim.core.streams import Stream, Streams
from sim.evidence.register import entry
from sim.recognition.image.compose import Exposure, Pose, capture
from sim.recognition.image.heads import ROLES
from sim.recognition.image.networks import Networks, load_networks
from sim.recognition.image.sample import Conditions
from sim.recognition.image.whitening import Whitening, fit_whitening

__all__ = ["networks_for", "reference_template", "whitening_for"]

_CHANCE = Streams(0)
"""The same pictures in every run."""
_EACH = 2
"""Captures of each identity that the whitening is fitted on, beside the picture it would be enrolled from."""
_BLUR_PX, _LIGHT, _NOISE = 1.5, 0.4, 2.0
"""The most blur, the least light and the noise of those captures; their sizes and angles are `Conditions()`."""
_REFERENCE_IOD_PX = 40.0
"""A good reference is enrolled from a picture of this size: sharp, well lit and from the front."""


@cache
def networks_for(certainty: float) -> Networks:
    """Load the networks once; `certainty` is that from which a face counts as found.

    Raises
    ------
    RunError
        As `sim.recognition.image.networks.load_networks`.
    """
    return load_networks(certainty=certainty)


@cache
def whitening_for(certainty: float) -> Whitening:
    """Fit the whitening on captures of the identities that are for fitting, over the usual range of captures."""
    networks = networks_for(certainty)
    templates: list[NDArray[np.float64]] = []
    identities: list[int] = []
    for identity in ROLES.fitting:
        for frame in (_portrait(identity), *_captures(identity)):
            faces = networks.detect(frame)
            if faces.n:
                templates.append(networks.embed(frame, faces))
                identities.append(identity)
    return fit_whitening(np.array(templates), np.array(identities))


@cache
def reference_template(identity: int, quality: float, certainty: float) -> NDArray[np.float64]:
    """Return the whitened template that an identity is enrolled with (d,).

    Parameters
    ----------
    identity
        Whose head.
    quality
        1 for a good picture; below, one of as few pixels as leave that much similarity by the quality curve of
        size, enlarged.
    certainty
        From which a face counts as found.
    """
    networks = networks_for(certainty)
    frame = _portrait(identity)
    faces = networks.detect(frame)
    return whitening_for(certainty).apply(networks.embed(_coarse(frame, quality), faces))


def _portrait(identity: int) -> NDArray[np.uint8]:
    pose = Pose(iod_px=_REFERENCE_IOD_PX, yaw_deg=0, pitch_deg=0, is_mirrored=False)
    exposure = Exposure(blur_px=0, streak_px=0, light=1, noise=0)
    return capture(identity, pose, exposure, streams=_CHANCE, person_id=identity, passage=_EACH)


def _captures(identity: int) -> list[NDArray[np.uint8]]:
    draws = np.arange(7 * _EACH).reshape(7, _EACH)
    mirrored, blur, dark, *shares = _CHANCE.uniform(Stream.IMAGE, identity, draws)
    views = Conditions().views(np.array(shares))
    frames = []
    for i in range(_EACH):
        pose = Pose(views.iod_px[i], views.yaw_deg[i], views.pitch_deg[i], is_mirrored=bool(2 * mirrored[i] < 1))
        exposure = Exposure(blur[i] * _BLUR_PX, views.streak_px[i], _LIGHT ** dark[i], _NOISE)
        frames.append(capture(identity, pose, exposure, streams=_CHANCE, person_id=identity, passage=i))
    return frames


def _coarse(frame: NDArray[np.uint8], quality: float) -> NDArray[np.uint8]:
    """Return a frame of the same size with no more detail than a picture of this quality has."""
    if quality >= 1:
        return frame
    import cv2

    scale, exponent = entry("recognition.size-scale").value, entry("recognition.size-exponent").value
    iod_px = min(scale * (-log(1 - quality)) ** (1 / exponent), _REFERENCE_IOD_PX)
    side = max(1, round(frame.shape[0] * iod_px / _REFERENCE_IOD_PX))
    small = cv2.resize(frame, (side, side), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(small, (frame.shape[1], frame.shape[0]), interpolation=cv2.INTER_CUBIC), np.uint8)
