"""How `sim.core.pairs` adds two numbers to two others inside a kernel.

Numba takes a complex number apart, and adds its parts one after another: twice the loads, the sums and the stores.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic, overload

from sim.core.pairs import add_pair

__all__ = ["own_pairs"]

_PAIR = ir.VectorType(ir.FloatType(), 2)


def own_pairs() -> None:
    """Let kernels that call `add_pair` add by one instruction."""
    overload(add_pair, inline="always")(_chosen)


def _chosen(to, at, of, by):  # type: ignore[no-untyped-def]
    """Return what adds, for arrays of pairs without gaps and places without a sign; nothing for others."""
    is_of_pairs = all(isinstance(one, types.Array) and one.dtype == types.complex64 for one in (to, of))
    if not is_of_pairs or not all(one.ndim == 1 and one.layout == "C" for one in (to, of)):
        return None
    if not all(one in types.unsigned_domain for one in (at, by)):
        return None
    return lambda to, at, of, by: _add(to, at, of, by)


def _adding(typing: Any, to: Any, at: Any, of: Any, by: Any) -> Any:
    """Return the types of an addition, and what writes it: both pairs are loaded, and their sum is stored."""

    def generated(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        places = [
            builder.bitcast(
                builder.gep(context.make_array(kind)(context, builder, array).data, [place]), _PAIR.as_pointer()
            )
            for kind, array, place in ((to, given[0], given[1]), (of, given[2], given[3]))
        ]
        one, other = (builder.load(place, align=8) for place in places)
        builder.store(builder.fadd(one, other), places[0], align=8)
        return context.get_dummy_value()

    return types.void(to, at, of, by), generated


_add: Any = intrinsic(_adding)
