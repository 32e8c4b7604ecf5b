"""What a browser is told to allow, read as a browser reads it: by directive."""

import base64
import hashlib
import re

import pytest
from stored_day import FIXED

FRAME = f"/embed/{FIXED}/ladder"
INLINE = re.compile(r'<script(?![^>]*\ssrc=)(?![^>]*type="application/json")[^>]*>(.*?)</script>', re.DOTALL)
"""A script of type JSON is data, which no browser runs."""


def policy_of(answer) -> dict[str, str]:
    parts = answer.headers["Content-Security-Policy"].split("; ")
    found = dict(part.split(" ", 1) for part in parts)
    assert len(found) == len(parts), "a browser goes by the first of two directives of one name"
    return found


@pytest.mark.parametrize("address", ["/", "/nowhere", "/views/nowhere"])
def test_pages_load_what_is_theirs_and_are_framed_by_nobody(client, address):
    found = policy_of(client.get(address))
    del found["script-src"]
    assert found == {
        "default-src": "'self'",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        **dict.fromkeys(("style-src-attr", "object-src", "base-uri", "form-action", "frame-ancestors"), "'none'"),
    }


def test_the_scripts_of_a_page_are_files_or_have_a_listed_hash(client):
    page = client.get("/")
    inline = [hashlib.sha256(text.encode()).digest() for text in INLINE.findall(page.text)]
    hashes = {f"'sha256-{base64.b64encode(digest).decode()}'" for digest in inline}
    allowed = policy_of(page)["script-src"].split()
    assert inline
    assert hashes <= set(allowed)
    assert all(one == "'self'" or re.fullmatch(r"'sha256-[A-Za-z0-9+/]{43}='", one) for one in allowed)


def test_what_others_may_frame_loads_styles_fonts_and_pictures_and_no_more(client):
    answer = client.get(FRAME)
    assert answer.status_code == 200
    assert policy_of(answer) == {
        **dict.fromkeys(("default-src", "base-uri", "form-action"), "'none'"),
        **dict.fromkeys(("style-src", "font-src", "img-src"), "'self'"),
        "frame-ancestors": "*",
    }


@pytest.mark.parametrize("address", ["/", "/nowhere", FRAME])
def test_no_answer_is_guessed_at_says_where_readers_were_or_uses_their_devices(client, address):
    headers = client.get(address).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert set(headers["Permissions-Policy"].split(", ")) == {"camera=()", "microphone=()", "geolocation=()"}
