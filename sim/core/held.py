"""Many arrays handed to a kernel as one argument, whose descriptions are read once and not at every call.

A call from Python looks at every array of every named tuple that it hands over. Where a hundred of them are handed over
for a hundredth of a second's work, that takes as long as the work. A `Held` is told once what the arrays are; kernels
get its address, and take the value out with `value_of`.
"""

from __future__ import annotations

from typing import Any, Final, cast

import numpy as np
from numba import typeof, types
from numba.extending import NativeValue, intrinsic, models, register_model, typeof_impl, unbox

from sim.core.kernel import Kernel, uncounted

__all__ = ["Held", "value_of"]


class _HeldType(types.Type):
    """What a kernel knows of a `Held`: the type of its value."""

    def __init__(self, value: types.Type) -> None:
        self.value = value
        super().__init__(name=f"Held({value})")


register_model(_HeldType)(models.OpaqueModel)


class Held:
    """Arrays that are handed to kernels again and again: tuples and named tuples of arrays and numbers.

    Numbers are those that there were when it was made; what stands in the arrays is seen as it is.
    """

    def __init__(self, value: tuple[Any, ...]) -> None:
        self.value: Final = value
        """Kept, so that the arrays live as long as kernels may look at them."""
        self.numba_type: Final = _HeldType(typeof(value))  # type: ignore[no-untyped-call]
        self._memory: Final = np.empty(int(_size(value)) // 8 + 1, np.int64)
        self.address: Final = int(self._memory.ctypes.data)
        _store(value, self.address)


@typeof_impl.register(Held)
def _type_of(held: Held, _context: object) -> _HeldType:
    return held.numba_type


@unbox(_HeldType)  # type: ignore[no-untyped-call]
def _address_of(_type, held, c):  # type: ignore[no-untyped-def]
    address = c.pyapi.object_getattr_string(held, "address")
    pointer = c.pyapi.long_as_voidptr(address)
    c.pyapi.decref(address)
    return NativeValue(pointer, is_error=c.pyapi.c_api_error())  # type: ignore[no-untyped-call]


@intrinsic
def _value_of(_typing, held):  # type: ignore[no-untyped-def]
    def read(context, builder, _signature, given):  # type: ignore[no-untyped-def]
        kind = context.get_value_type(held.value).as_pointer()
        return builder.load(builder.bitcast(given[0], kind))

    return held.value(held), read


@intrinsic
def _written(_typing, value, address):  # type: ignore[no-untyped-def]
    def write(context, builder, _signature, given):  # type: ignore[no-untyped-def]
        kind = context.get_value_type(value).as_pointer()
        builder.store(given[0], builder.inttoptr(given[1], kind))
        return context.get_dummy_value()

    return types.none(value, types.int64), write


@intrinsic
def _counted(_typing, value):  # type: ignore[no-untyped-def]
    def count(context, _builder, _signature, _given):  # type: ignore[no-untyped-def]
        return context.get_constant(types.int64, context.get_abi_sizeof(context.get_value_type(value)))

    return types.int64(value), count


value_of = cast(Kernel, _value_of)
"""Returns the value that is held, inside an `uncounted` kernel."""
_put, _bytes_of = cast(Kernel, _written), cast(Kernel, _counted)


@uncounted
def _store(value, address):  # type: ignore[no-untyped-def]
    _put(value, address)


@uncounted
def _size(value):  # type: ignore[no-untyped-def]
    return _bytes_of(value)
