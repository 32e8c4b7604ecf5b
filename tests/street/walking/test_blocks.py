"""A few people stand in the order of their blocks as many do, wherever anybody looks."""

import numpy as np
import pytest

from sim.street.neighbours import _FEW, AROUND, _sort_few, _sort_many


@pytest.mark.parametrize("seed", range(40))
def test_a_few_are_sorted_as_many_are(seed):
    rng = np.random.default_rng(seed)
    n_x, n_y, rows = int(rng.integers(1, 60)), int(rng.integers(1, 14)), int(rng.integers(1, _FEW))
    blocks = n_x * n_y
    is_active = rng.random(rows) < rng.choice([0.0, 0.3, 1.0])
    block = rng.choice([0, blocks - 1, *rng.integers(0, blocks, 9)], rows)
    found = []
    for sort in (_sort_few, _sort_many):
        start, order = rng.integers(0, 99, blocks + 2).astype(np.int32), np.full(rows, -1)
        if sort is _sort_few:
            sort(is_active, block, start, order, rows, n_x, n_y)
        else:
            of = block[is_active]
            ends = int(of.min(initial=blocks)), int(of.max(initial=-1))
            sort(is_active, block, start, order, rows, of.size, *ends, blocks, n_y, False)
        found.append((order, start))
    (few, starts), (many, others) = found
    assert few.tolist() == many.tolist()
    for column in set((block[is_active] // n_y).tolist()):
        first, last = max(0, column - AROUND), min(n_x, column + AROUND + 1)
        for c in range(first, last):
            # of each column, the rows of blocks round any of the people in reach
            rows_in = block[is_active][block[is_active] // n_y == column] % n_y
            low, high = max(0, rows_in.min() - AROUND), min(n_y - 1, rows_in.max() + AROUND) + 1
            seen = slice(c * n_y + low, c * n_y + high + 1)
            assert starts[seen].tolist() == others[seen].tolist()
