"""Streams: the generator against its published vectors, and what a draw may depend on."""

import numpy as np
import pytest

from sim.core.streams import Stream, Streams, philox, uniform_of

RANDOM123_VECTORS = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]
"""`philox4x32 10` in the file kat_vectors of the Random123 library."""


@pytest.mark.parametrize(("counter", "key", "words"), RANDOM123_VECTORS)
def test_philox_gives_the_published_words(counter, key, words):
    assert philox(counter, key) == words


def test_a_draw_is_made_of_the_first_two_words():
    w0, w1, _, _ = philox((7, 3, int(Stream.OUTCOME), 5), (0x89ABCDEF, 0x01234567))
    expected = ((w0 << 20 ^ w1 >> 12) + 0.5) / 2**52
    assert Streams(0x0123456789ABCDEF, 5).uniform(Stream.OUTCOME, 7, 3) == expected


def test_draws_do_not_depend_on_order_or_on_who_else_is_asked():
    streams = Streams(1)
    together = streams.uniform(Stream.PERSON, [5, 3, 9])
    assert together[1] == streams.uniform(Stream.PERSON, 3)
    assert np.array_equal(together[::-1], streams.uniform(Stream.PERSON, [9, 3, 5]))


def test_a_kernel_draws_the_same_as_the_host():
    inside = uniform_of(np.uint64(8), np.uint32(2), np.uint32(Stream.WALKING), np.uint32(4), np.uint32(6))
    assert inside == Streams(8, 2).uniform(Stream.WALKING, 4, 6)


@pytest.mark.parametrize("n", [1, 1023, 1024, 1025, 5000])
def test_many_at_once_draw_what_each_would_alone(n):
    """Of one draw for all, and of a draw for each; numbers of the slow way, one by one."""
    people, draws = np.arange(n) * 7919 % 2**32, np.arange(n) + 2**31
    key = np.uint64(2**40 + 8), np.uint32(2), np.uint32(Stream.WALKING)
    alone = [uniform_of(*key, np.uint32(person), np.uint32(6)) for person in people]
    assert np.array_equal(Streams(2**40 + 8, 2).uniform(Stream.WALKING, people, 6), alone)
    alone = [uniform_of(*key, np.uint32(person), np.uint32(draw)) for person, draw in zip(people, draws, strict=True)]
    assert np.array_equal(Streams(2**40 + 8, 2).uniform(Stream.WALKING, people, draws), alone)


def test_people_and_draws_broadcast():
    drawn = Streams(1).uniform(Stream.STOP, np.arange(3)[:, None], np.arange(4))
    assert drawn.shape == (3, 4)
    assert drawn[2, 1] == Streams(1).uniform(Stream.STOP, 2, 1)


def test_one_person_gives_a_number_without_dimensions():
    assert Streams(1).uniform(Stream.STOP, 1).shape == ()


def test_no_people_give_no_numbers():
    assert Streams(1).uniform(Stream.STOP, np.zeros(0, np.int64)).shape == (0,)


@pytest.mark.parametrize("other", [Streams(2, 0), Streams(1, 1), Streams(1 + 2**32, 0), Streams(2**63 + 1, 0)])
def test_every_part_of_the_key_matters(other):
    people = np.arange(1000)
    assert not np.any(Streams(1).uniform(Stream.PERSON, people) == other.uniform(Stream.PERSON, people))


def test_no_number_is_given_to_two_streams():
    assert len({int(stream) for stream in Stream}) == len(Stream.__members__)


def test_generators_repeat_themselves_and_differ_by_stream_index_and_replication():
    def first(streams, stream, *indices):
        return streams.generator(stream, *indices).random()

    drawn = [
        first(Streams(1), Stream.FOOTFALL), first(Streams(1), Stream.ARRIVAL), first(Streams(1), Stream.FOOTFALL, 1),
        first(Streams(1), Stream.FOOTFALL, 0, 1), first(Streams(1, 1), Stream.FOOTFALL),
        first(Streams(2), Stream.FOOTFALL),
    ]  # fmt: skip
    assert len(set(drawn)) == len(drawn)
    assert first(Streams(1), Stream.FOOTFALL) == drawn[0]


def test_generators_of_neighbouring_indices_do_not_overlap():
    drawn = [Streams(1).generator(Stream.FOOTFALL, index).random(5000) for index in range(4)]
    assert len(np.unique(np.concatenate(drawn))) == 20_000


@pytest.mark.parametrize(("seed", "replication"), [(-1, 0), (2**64, 0), (0, -1), (0, 2**32)])
def test_seeds_out_of_range_are_refused(seed, replication):
    with pytest.raises(ValueError, match="must be 0 to"):
        Streams(seed, replication)


def test_more_than_two_indices_are_refused():
    with pytest.raises(ValueError, match="at most two indices"):
        Streams(1).generator(Stream.FOOTFALL, 1, 2, 3)


def test_one_person_may_be_asked_for_many_ways():
    """One of a kind is stretched by NumPy to an array that warns when it is looked at."""
    streams = Streams(1)
    one = streams.uniform(Stream.ARRIVAL, np.array([7]), np.array([[3]]))
    assert one == streams.uniform(Stream.ARRIVAL, 7, 3)


def test_who_draws_below_a_share_is_who_draws_a_number_below_it():
    streams, n = Streams(2**40 + 7, 3), 5000
    u = streams.uniform(Stream.NEWS, np.arange(n), 9)
    at = np.sort(u)[[0, 10, -1]]
    for share in (0.0, 1e-9, 0.02, 0.5, 1.0, *at, *np.nextafter(at, 1)):
        assert streams.below(share, Stream.NEWS, n, 9).tolist() == np.flatnonzero(u < share).tolist(), share
    assert streams.below(0.5, Stream.NEWS, 0, 9).size == 0
