"""A form in an address: JSON, deflated, in the letters that an address may have; bounded, versioned and checked."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from typing import Any

from dashboard.jobs.form import Form, as_data, form_of
from sim.core.errors import SimError

__all__ = ["BadLink", "packed", "unpacked"]

LONGEST = 8_192
"""Most characters of a packed form."""
LARGEST = 65_536
"""Most bytes of what it unpacks to."""
_ALLOWED = "a link as the Scenario page gives it, whole"


class BadLink(SimError):
    """A link holds no form: it is cut off, changed, too long, or of another version."""


def packed(form: Form) -> str:
    """Return a form as the letters, digits, - and _ of an address.

    Raises
    ------
    BadLink
        If it is too long for one.
    """
    text = json.dumps(as_data(form), separators=(",", ":"), sort_keys=True)
    found = base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).rstrip(b"=").decode()
    if len(found) > LONGEST or len(text) > LARGEST:
        raise BadLink("link", f"the settings are too many for a link ({len(found):,} letters)", f"{LONGEST:,} at most")
    return found


def unpacked(text: str) -> Form:
    """Return the form that a link holds; no more is unpacked than a form may have.

    Raises
    ------
    BadLink
        If it holds none.
    """
    if len(text) > LONGEST:
        raise BadLink("link", f"too long ({len(text):,} letters)", f"{LONGEST:,} at most")
    try:
        deflated = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        inflater = zlib.decompressobj()
        content = inflater.decompress(deflated, LARGEST)
        if inflater.unconsumed_tail:
            raise BadLink("link", "it unpacks to more than a form may hold", f"{LARGEST:,} bytes at most")
        if not inflater.eof or inflater.unused_data:
            raise BadLink("link", "it is cut off, or something is behind it", _ALLOWED)
        data: Any = json.loads(content)
    except (binascii.Error, zlib.error, ValueError, RecursionError):
        raise BadLink("link", "it cannot be unpacked", _ALLOWED) from None
    try:
        return form_of(data)
    except SimError as error:
        raise BadLink("link", f"{error.where}: {error.what}", error.allowed or _ALLOWED) from None
