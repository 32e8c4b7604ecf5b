"""Work made ahead: in order, one at a time, while what is there is looked at."""

import threading

import pytest

from sim.core.ahead import made_ahead


@pytest.mark.parametrize("n", [0, 1, 2, 7])
def test_everything_is_made_once_and_in_order(n):
    made = []

    def make(number):
        made.append(number)
        return number * number

    assert list(made_ahead(make, n)) == [number * number for number in range(n)]
    assert made == list(range(n))


def test_the_next_is_made_while_one_is_looked_at():
    is_begun = [threading.Event() for _ in range(3)]

    def make(number):
        is_begun[number].set()
        return threading.current_thread()

    for number, thread in enumerate(made_ahead(make, 3, most=1)):
        assert (thread is threading.current_thread()) == (number == 0)
        if number < 2:
            assert is_begun[number + 1].wait(30)


def test_no_more_are_made_ahead_than_asked_for():
    made = []
    is_made = [threading.Event() for _ in range(9)]

    def make(number):
        made.append(number)
        is_made[number].set()
        return number

    coming = made_ahead(make, 9, most=3)
    assert next(coming) == 0
    assert is_made[3].wait(30)
    assert next(coming) == 1
    assert is_made[4].wait(30)
    assert made == [0, 1, 2, 3, 4]
    coming.close()


def test_what_goes_wrong_is_raised_where_it_is_taken_and_ends_it():
    def make(number):
        if number == 1:
            raise ValueError("no second one")
        return number

    coming = made_ahead(make, 3)
    assert next(coming) == 0
    with pytest.raises(ValueError, match="no second one"):
        next(coming)
    assert list(coming) == []


def test_no_thread_is_left_of_what_is_given_up():
    before = threading.active_count()
    coming = made_ahead(lambda number: number, 5)
    next(coming)
    coming.close()
    assert threading.active_count() == before
