"""Addresses of IPv6 are written as browsers read them."""

import pytest

from dashboard.site import Site


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8050/lfr/"),
        ("::1", "http://[::1]:8050/lfr/"),
        ("fe80::1", "http://[fe80::1]:8050/lfr/"),
    ],
)
def test_the_address_of_the_first_page_is_one_that_a_browser_opens(host, address):
    site = Site(host=host, prefix="/lfr/")
    assert site.address(8050) == address
    assert site.knows(address.removeprefix("http://").removesuffix("/lfr/"))
