"""Recognition with pixels: each capture is drawn as a frame, searched for a face, and the face compared with a list.

What comes out is what YuNet and SFace make of rendered heads, and nothing else: no operating point is configured.
It is this pipeline's own accuracy, and says nothing about a police system or about groups of people.

A listed person wears the head of their reference; others wear a head that is on no list, so that several passers-by
look the same. Heads do not follow a person's sex or ethnic group. The same passage gives the same picture in any
batch, and another passage of the same person another one.
"""

from __future__ import annotations

from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray

from sim.core.config import Config
from sim.core.streams import Stream, Streams
from sim.evidence.register import assumed, chosen
from sim.recognition.image.compose import Exposure, Pose, capture
from sim.recognition.image.enrolment import networks_for, reference_template, whitening_for
from sim.recognition.image.heads import ROLES
from sim.recognition.image.networks import NO_FACES, Faces, Networks
from sim.recognition.image.whitening import Whitening
from sim.recognition.probes import NOBODY, Comparisons, Probes
from sim.recognition.vector.search import build_index, search
from sim.recognition.watchlist import Watchlist

__all__ = ["Image", "ImageRecogniser"]

_HEAD, _SIDE = 0, 1
"""The draw that gives a passer-by a head; and the first of those that say which side of it is seen, one a passage."""
_LEAST_IOD_PX = 2.0
"""A face of fewer pixels between the eyes is not drawn; the detector needs several times as many."""


class Image(Config):
    """Pixels: rendered heads, YuNet and SFace. Its accuracy is its own, and no police system's.

    On what pictures of whose faces SFace was trained its authors do not say (opencv_zoo, issue 313).
    """

    kind: Literal["image"] = "image"
    """Which recognition back end."""
    references: int = chosen(200, unit="references", ge=1, le=len(ROLES.listed))
    """How many of the watchlist's references, the first ones, have a rendered head and are enrolled."""
    certainty: float = assumed(
        0.6,
        "YuNet's own scale; its authors' examples use 0.6 to 0.9, and vendors publish none",
        unit="certainty",
        low=0.5,
        high=0.9,
        gt=0,
        lt=1,
    )
    """From which the detector counts a face as found."""
    noise: float = assumed(
        2.0,
        "the noise of a camera's sensor in the dark is rarely published; 1 to 4 of 256 levels is usual",
        unit="grey levels",
        low=1.0,
        high=4.0,
        ge=0,
        le=50,
    )
    """Standard deviation of the noise of the sensor."""


class ImageRecogniser:
    """An enrolled system with pixels.

    Parameters
    ----------
    settings
        How it works.
    references
        Shape (N, d): whitened templates of the enrolled references.
    networks, whitening
        What turns frames into templates.
    light, blur_px
        How faces are lit and the lens is focused, as in `sim.recognition.cameras.capture.CaptureSettings`.
    streams
        The run's chance.
    """

    def __init__(
        self,
        settings: Image,
        *,
        references: NDArray[np.float64],
        networks: Networks,
        whitening: Whitening,
        light: float,
        blur_px: float,
        streams: Streams,
    ) -> None:
        self.settings = settings
        self.references = references
        self.networks = networks
        self.whitening = whitening
        self._light, self._blur_px = light, blur_px
        self._streams = streams
        self._index = build_index(references.astype(np.float32))

    @classmethod
    def enrol(cls, settings: Image, watchlist: Watchlist, *, light: float, blur_px: float, streams: Streams) -> Self:
        """Load the networks, fit the whitening and enrol the first references of a list.

        Raises
        ------
        RunError
            If the extra `vision` is not installed, or is not the version that is expected.
        """
        networks = networks_for(settings.certainty)
        qualities = watchlist.first(settings.references).quality
        references = np.array(
            [
                reference_template(identity, float(quality), settings.certainty)
                for identity, quality in zip(ROLES.listed, qualities, strict=False)
            ]
        )
        return cls(
            settings,
            references=references,
            networks=networks,
            whitening=whitening_for(settings.certainty),
            light=light,
            blur_px=blur_px,
            streams=streams,
        )

    @property
    def n_references(self) -> int:
        """Number of references enrolled."""
        return len(self.references)

    @property
    def floor(self) -> float:
        """The least score that a search is reported with: all are."""
        return -np.inf

    def find_faces(self, probes: Probes, is_detected: NDArray[np.bool_] | None = None) -> NDArray[np.bool_]:
        """Return in which frames a face is found (m,).

        The capture model's own guess, `is_detected`, is taken from any back end, and this one does not read it.
        """
        return np.array([self._find(probes, row)[1].n > 0 for row in range(probes.person_id.size)], np.bool_)

    def compare(self, probes: Probes) -> Comparisons:
        """Search all references for each probe; a probe in which no face is found returns nobody, and no score."""
        templates = self.templates(probes)
        found = np.flatnonzero(~np.isnan(templates[:, 0]))
        top = np.full(len(templates), NOBODY, np.int64)
        score = np.full(len(templates), np.nan)
        if found.size:
            top[found], score[found] = search(self._index, templates[found])
        return Comparisons(top, score, (top == probes.reference_id) & (top != NOBODY))

    def templates(self, probes: Probes) -> NDArray[np.float64]:
        """Return the whitened template of each probe (m, d); a row of NaN where no face is found."""
        rows = np.full((probes.person_id.size, self.references.shape[1]), np.nan)
        for row in range(len(rows)):
            frame, faces = self._find(probes, row)
            if faces.n:
                rows[row] = self.whitening.apply(self.networks.embed(frame, faces))
        return rows

    def scores(self, templates: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the comparison scores of whitened templates (m, d) with every reference: (m, N)."""
        return templates @ self.references.T

    def identity(self, person_id: int, reference_id: int) -> int:
        """Return which head a person wears: that of their enrolled reference, or one that is on no list."""
        if 0 <= reference_id < self.n_references:
            return ROLES.listed[reference_id]
        share = float(self._streams.uniform(Stream.IMAGE, person_id, _HEAD))
        return ROLES.passing[int(share * len(ROLES.passing))]

    def frame(self, probes: Probes, row: int) -> NDArray[np.uint8]:
        """Draw the frame of one probe, whose `iod_px` is above 0."""
        person = int(probes.person_id[row])
        passage = int(probes.passage[row])
        pose = Pose(
            float(probes.iod_px[row]),
            float(probes.yaw_deg[row]),
            float(probes.pitch_deg[row]),
            is_mirrored=bool(2 * self._streams.uniform(Stream.IMAGE, person, _SIDE + passage) < 1),
        )
        exposure = Exposure(self._blur_px, float(probes.streak_px[row]), self._light, self.settings.noise)
        return capture(
            self.identity(person, int(probes.reference_id[row])),
            pose,
            exposure,
            streams=self._streams,
            person_id=person,
            passage=passage,
        )

    def _find(self, probes: Probes, row: int) -> tuple[NDArray[np.uint8], Faces]:
        if probes.iod_px[row] < _LEAST_IOD_PX:
            return np.empty((0, 0, 3), np.uint8), NO_FACES
        frame = self.frame(probes, row)
        return frame, self.networks.detect(frame)
