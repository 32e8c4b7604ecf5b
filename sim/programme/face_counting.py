"""By how much more faces are counted at each street of a programme than on average: drawn, and so to be shown."""

from __future__ import annotations

from sim.core.streams import Streams
from sim.programme.schema import Programme
from sim.recognition.cameras.counting import place_factor

__all__ = ["counted_at"]


def counted_at(programme: Programme, *, seed: int, replication: int) -> dict[str, float]:
    """Return the factor of each street by its name, 1 being as many faces as on average; see `place_factor`.

    Streets whose footfall was worked out from faces have none, nor has a programme without facial recognition.
    """
    if programme.lfr is None:
        return {}
    counting, streams = programme.lfr.counting, Streams(seed, replication)
    drawn = [name for name, street in programme.streets.items() if not street.place.footfall.from_faces]
    return {name: place_factor(counting, name, streams=streams) for name in drawn}
