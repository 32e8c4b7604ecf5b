"""Parts of what some people lived through are added in their order, whatever order their people come in."""

import numpy as np
import pytest

from sim.community.parts import BLOCK, Parts


def test_parts_know_where_each_block_of_people_begins_in_them():
    n = 2 * BLOCK + 10
    parts = Parts(np.ones(n, np.float32))
    parts.add(np.array([BLOCK, 3, 2 * BLOCK + 9, 3]), np.array([1.0, 2.0, 3.0, 4.0]), np.array([5.0, 6.0, 7.0, 8.0]))
    parts.add(np.array([], np.int64), np.array([]), np.array([]))
    parts.add(np.array([BLOCK - 1]), np.array([9.0]), np.array([10.0]))
    assert parts.person_id.tolist() == [3, 3, BLOCK, 2 * BLOCK + 9, BLOCK - 1]
    # of one person, the change that came first is first
    assert parts.changes.tolist() == [[2, 6], [4, 8], [1, 5], [3, 7], [9, 10]]
    assert parts.begins.tolist() == [[0, 2, 3, 4], [4, 4, 4, 4], [4, 5, 5, 5]]


def test_cleared_parts_are_forgotten_and_their_room_is_used_again():
    parts = Parts(np.full(5, 0.5, np.float32))
    parts.add(np.array([4, 1]), np.ones(2), np.ones(2))
    room = parts.changes.base
    parts.clear()
    assert (parts.n, parts.begins.shape, parts.person_id.size, parts.changes.shape) == (0, (0, 2), 0, (0, 2))
    parts.add(np.array([0, 2]), np.array([1.0, 2.0]), np.array([3.0, 4.0]))
    assert parts.changes.base is room
    assert parts.person_id.tolist() == [0, 2]
    assert parts.changes.tolist() == [[1, 3], [2, 4]]
    assert parts.held.tolist() == [[0.5, 1.5], [1, 2]]


@pytest.mark.parametrize(
    ("who", "fairness", "effectiveness"), [([0, 5], 2, 2), ([-1], 1, 1), ([3, 4], 1, 2), ([3], 1, 2), ([[3]], 1, 1)]
)
def test_who_is_not_there_or_has_not_two_changes_is_refused_and_nothing_is_added(who, fairness, effectiveness):
    parts = Parts(np.full(5, 0.5, np.float32))
    parts.add(np.array([2]), np.ones(1), np.ones(1))
    with pytest.raises(ValueError, match="who are from 0 to 4"):
        parts.add(np.array(who), np.ones(fairness), np.ones(effectiveness))
    assert (parts.n, parts.person_id.tolist()) == (1, [2])


def test_a_part_of_nobody_who_is_there_leaves_room_as_it_is():
    assert Parts(np.zeros(0, np.float32)).begins.shape == (0, 1)
