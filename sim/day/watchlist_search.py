"""What the system makes of captures: searches of the list, logged, ready for the threshold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from sim.event_log import EventLog
from sim.events import Capture, Comparison, Passage
from sim.recognition.cameras.capture import CaptureSettings
from sim.recognition.cameras.captured import Observed, found_in
from sim.recognition.probes import Probes, System

__all__ = ["Naming", "WatchlistSearches", "search_observed"]


@dataclass(frozen=True)
class WatchlistSearches:
    """Searches of the list, columns as in `sim.events.Comparison`."""

    t_s: NDArray[np.float64]
    person_id: NDArray[np.int64]
    passage: NDArray[np.int64]
    site: NDArray[np.str_]
    reference_id: NDArray[np.int64]
    score: NDArray[np.float64]
    is_mated: NDArray[np.bool_]

    def take(self, rows: NDArray[np.int64]) -> WatchlistSearches:
        """Return some of them."""
        return WatchlistSearches(**{name: column[rows] for name, column in vars(self).items()})


class Naming(Protocol):
    """Whatever has the names of sites and cameras that captures count: a `Watch`, or a table of walks."""

    @property
    def site_ids(self) -> tuple[str, ...]:
        """Names of the sites."""
        ...

    @property
    def camera_ids(self) -> tuple[str, ...]:
        """Names of the cameras."""
        ...


def search_observed(
    observed: Observed,
    *,
    group: NDArray[np.int64],
    reference_id: NDArray[np.int64],
    system: System,
    settings: CaptureSettings,
    names: Naming,
    logs: Sequence[EventLog],
) -> WatchlistSearches | None:
    """Search the list for every usable capture, and log passages, captures and comparisons.

    Parameters
    ----------
    observed
        What the cameras saw.
    group, reference_id
        (k,): the group that the face of each capture goes as (`Enrolment.face_group`), and the entry of its person.
    logs
        Take the events: one for each arm in which this is seen and found.

    Returns
    -------
    Searched or None
        None where nothing is usable.
    """
    captures = observed.captures
    probes = Probes(
        person_id=captures.person_id,
        passage=captures.passage,
        group=group,
        reference_id=reference_id,
        quality=captures.quality,
        iod_px=captures.iod_px,
        yaw_deg=captures.yaw_deg,
        pitch_deg=captures.pitch_deg,
        streak_px=captures.streak_px,
    )
    captures = found_in(captures, system.find_faces(probes, captures.is_detected), settings.gate_iod_px)
    for log in logs:
        _log(replace(observed, captures=captures), names, log)
    usable = np.flatnonzero(captures.is_usable)
    if not usable.size:
        return None
    probes = probes.take(usable)
    found = system.compare(probes)
    searched = WatchlistSearches(
        t_s=captures.t_s[usable],
        person_id=probes.person_id,
        passage=probes.passage,
        site=np.array(names.site_ids)[captures.site[usable]],
        reference_id=found.reference_id,
        score=found.score,
        is_mated=found.is_mated,
    )
    for log in logs:
        log.add_columns(Comparison, vars(searched))
    return searched


def _log(observed: Observed, names: Naming, log: EventLog) -> None:
    sites, passages, captures = np.array(names.site_ids), observed.passages, observed.captures
    if passages.row.size:
        log.add_columns(
            Passage,
            {
                "t_s": passages.t_s,
                "person_id": passages.person_id,
                "passage": passages.passage,
                "site": sites[passages.site],
                "duration_s": passages.duration_s,
            },
        )
    if captures.row.size:
        log.add_columns(
            Capture,
            {
                "t_s": captures.t_s,
                "person_id": captures.person_id,
                "passage": captures.passage,
                "site": sites[captures.site],
                "camera": np.array(names.camera_ids)[captures.camera],
                "iod_px": captures.iod_px,
                "yaw_deg": captures.yaw_deg,
                "quality": captures.quality,
                "n_frames": captures.n_frames,
                "n_occluded": captures.n_occluded,
                "is_detected": captures.is_detected,
                "is_usable": captures.is_usable,
            },
        )
