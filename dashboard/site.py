"""Where the dashboard stands: below which path, under which names, behind what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address

from sim.core.errors import RunError

__all__ = ["BODY_BYTES", "Site"]

BODY_BYTES = 256 * 1024
"""The longest body of a request that is read."""

_LOCAL = ("localhost", "127.0.0.1", "::1")
_ANYWHERE = ("0.0.0.0", "::")
_PREFIX = re.compile(r"(/[A-Za-z0-9._~-]+)*")
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_PORT = re.compile(r":[0-9]{0,5}$")


@dataclass(frozen=True)
class Site:
    """Where the dashboard stands.

    Raises
    ------
    RunError
        If the prefix is no path, or the header's name is none.
    """

    prefix: str = ""
    """The path below which all pages are: "/lfr", or nothing."""
    host: str = "127.0.0.1"
    """The address that it listens on."""
    names: tuple[str, ...] = ()
    """The names by which it is asked for, beside `host` and those of this machine alone."""
    behind_proxy: bool = False
    """Whether one proxy stands before it, whose X-Forwarded-For, -Host and -Proto are taken as true."""
    sign_in_header: str | None = None
    """The header in which that proxy says who has signed in; none lets everybody run."""
    logs_requests: bool = False
    """Whether there is a line in the log for each request."""

    def __post_init__(self) -> None:
        """Bring the prefix into one form, and refuse what is none."""
        object.__setattr__(self, "prefix", self.prefix.rstrip("/"))
        if not _PREFIX.fullmatch(self.prefix):
            raise RunError("--prefix", f"not a path ({self.prefix!r})", "such as /lfr")
        if self.sign_in_header is not None and not _HEADER.fullmatch(self.sign_in_header):
            raise RunError(
                "--sign-in-header", f"not the name of a header ({self.sign_in_header!r})", "such as X-Remote-User"
            )
        if self.sign_in_header is not None and not self.behind_proxy:
            raise RunError("--sign-in-header", "anybody could send this header", "together with --behind-proxy")

    @property
    def written_host(self) -> str:
        """The address that it listens on, as it is written before a port: one of IPv6 in square brackets."""
        return f"[{self.host}]" if ":" in self.host else self.host

    def address(self, port: int) -> str:
        """Return the address of its first page."""
        return f"http://{self.written_host}:{port}{self.prefix}/"

    def knows(self, host: str) -> bool:
        """Tell whether a Host header names this site.

        Another name may be one that a foreign page has let point here, to read what it must not. An address of
        numbers cannot, so that any is known where the site listens on all addresses.
        """
        name = _PORT.sub("", host).strip("[]").rstrip(".").lower()
        known = {*_LOCAL, self.host.lower(), *(one.lower() for one in self.names)} - {*_ANYWHERE}
        return name in known or (self.host in _ANYWHERE and _is_address(name))


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
