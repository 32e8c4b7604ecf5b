"""A form in a link: it comes back whole, and nothing else is let in."""

from __future__ import annotations

import base64
import json
import zlib
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.jobs.form import Form, form_of
from dashboard.jobs.share import LARGEST, LONGEST, BadLink, packed, unpacked

VALUES = st.one_of(st.floats(allow_nan=False, allow_infinity=False), st.integers(), st.booleans(), st.text(max_size=20))
FORMS = st.builds(
    Form,
    place=st.text(max_size=20),
    settings=st.dictionaries(st.text(min_size=1, max_size=20), VALUES, max_size=8),
    seeds=st.lists(st.integers(0, 2**63 - 1), min_size=1, max_size=5).map(tuple),
    replications=st.integers(1, 20),
)


def deflated(content: bytes) -> str:
    return base64.urlsafe_b64encode(zlib.compress(content, 9)).rstrip(b"=").decode()


@given(FORMS)
def test_a_form_comes_back_as_it_was(form):
    link = packed(form)
    assert unpacked(link) == form
    assert set(link) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@given(st.text(max_size=200))
def test_whatever_else_stands_there_is_refused_by_name(text):
    with pytest.raises(BadLink):
        unpacked(text)


@pytest.mark.parametrize(
    ("link", "why"),
    [
        ("", "cut off"),
        ("A" * (LONGEST + 1), "too long"),
        (deflated(b" " * (LARGEST + 1)), "more than a form may hold"),
        (deflated(b" " * 3_000_000), "more than a form may hold"),
        (deflated(json.dumps({"v": 1}).encode())[:-3], "c"),
        (deflated(b"{}") + "AAAA", "behind it"),
        (deflated(b"[" * 60_000), "cannot be unpacked"),
        (deflated(b'{"v":2}'), "`v` has no such choice"),
        (deflated(b'{"v":1,"other":1}'), "unknown key"),
        (deflated(b"[1]"), "not a form"),
        (deflated(b'{"v":1,"place":"\xff"}'), "cannot be unpacked"),
    ],
)  # fmt: skip
def test_a_forged_link_is_refused(link, why):
    with pytest.raises(BadLink, match=why):
        unpacked(link)


def test_a_form_that_is_too_long_for_a_link_is_refused():
    noise = "".join(sha256(str(k).encode()).hexdigest() for k in range(400))
    with pytest.raises(BadLink, match="too many for a link"):
        packed(form_of({"settings": {"lfr.threshold": noise}}))
