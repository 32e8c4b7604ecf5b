"""Who lives in a programme's borough and who knows whom: the same for every replication and arm of one seed.

They are made once in a process, ties when they are first asked for, and kept until others are asked for: arms of a
comparison, and replications that a worker makes one after another, share them. Nobody may change them.
"""

from __future__ import annotations

from collections import OrderedDict
from functools import cached_property

from sim.community.rounds import Rounds
from sim.core.content_id import content_id
from sim.core.streams import Streams
from sim.population.borough import draw_populace
from sim.population.network import build_network
from sim.programme.origins import areas_apart, homes_of
from sim.programme.schema import Programme

__all__ = ["Settled", "settled"]

_KEPT = 2
"""So many are kept: arms may be of two boroughs."""


class Settled:
    """People and their ties.

    Parameters
    ----------
    programme, streams
        Whose.
    """

    def __init__(self, programme: Programme, streams: Streams) -> None:
        own, visitors = areas_apart(programme), homes_of(programme)
        self.populace = draw_populace(programme.borough, programme.groups.names, streams, own=own, visitors=visitors)
        populace = self.populace
        for column in (populace.ethnic_group, populace.sex, populace.age_years, populace.area, populace.household):
            column.flags.writeable = False
        self._network, self._streams = programme.network, streams

    @cached_property
    def rounds(self) -> Rounds:
        """Who knows whom, ready for rounds of listening."""
        ties = build_network(self.populace, self._network, self._streams)
        return Rounds(ties.indptr, ties.neighbour)


_made: OrderedDict[str, Settled] = OrderedDict()


def settled(programme: Programme, streams: Streams) -> Settled:
    """Return the people of a programme and their ties, making them unless they are those of one of the last calls."""
    own, visitors = areas_apart(programme), homes_of(programme)
    key = content_id(
        programme.borough.model_dump(mode="json"),
        programme.groups.names,
        own,
        [(home.name, home.share, home.shares and dict(home.shares)) for home in visitors],
        programme.network.model_dump(mode="json"),
        streams.seed,
    )
    if key not in _made:
        while len(_made) >= _KEPT:
            _made.popitem(last=False)
        _made[key] = Settled(programme, streams)
    _made.move_to_end(key)
    return _made[key]
