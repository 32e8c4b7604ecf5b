"""Tests of the door to numba."""

import numpy as np
import pytest
from numba.core.errors import NumbaError

from sim.core.kernel import _check_numba, uncounted


def test_a_kernel_that_counts_no_references_can_make_no_array():
    """Numba honours the option: it says at compilation what would otherwise be memory that nobody frees."""

    @uncounted
    def made(n):
        return np.zeros(n).sum()

    with pytest.raises(NumbaError):
        made(3)


def test_a_numba_that_always_counts_references_is_refused():
    """It is said at import, before anything is compiled."""
    with pytest.raises(ImportError, match="no option _nrt"):
        _check_numba(object)
