"""What is not for this site, is forged, or is too long is refused with a status and without a traceback."""

from __future__ import annotations

import json

import pytest

from dashboard.app import create_app
from dashboard.site import BODY_BYTES, Site
from sim.core.errors import RunError


@pytest.fixture(scope="module")
def named(tmp_path_factory):
    site = Site(host="0.0.0.0", names=("lfr.example.org",))
    return create_app(tmp_path_factory.mktemp("runs"), site=site).server.test_client()


@pytest.mark.parametrize("host", ["localhost", "localhost:8050", "127.0.0.1:8050", "[::1]:8050", "LOCALHOST"])
def test_this_machine_is_known_by_its_own_names(client, host):
    assert client.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "192.0.2.7", "127.0.0.1.nip.io", "a b", ""])
def test_another_name_is_misdirected(client, host):
    answer = client.get("/healthz", headers={"Host": host})
    assert answer.status_code == 421
    assert "--allow-host" in answer.text


@pytest.mark.parametrize(("host", "status"), [
    ("lfr.example.org", 200), ("LFR.example.org:443", 200), ("192.0.2.7:8050", 200), ("[2001:db8::1]", 200),
    ("other.example.org", 421), ("lfr.example.org.evil.example", 421),
])  # fmt: skip
def test_where_all_addresses_are_listened_on_a_name_has_to_be_allowed(named, host, status):
    assert named.get("/healthz", headers={"Host": host}).status_code == status


FORGED = (
    "", "[]", "null", "{", "{}", '{"output": "content.children"}', '{"output": "..a.b...c.d..", "inputs": "x"}',
    json.dumps({"output": "content.children", "outputs": {"id": "content", "property": "children"},
                "inputs": [{"id": "url", "property": "pathname", "value": "/"}], "changedPropIds": ["url.pathname"]}),
)  # fmt: skip


@pytest.mark.parametrize("body", FORGED)
def test_a_forged_callback_does_nothing(client, body):
    answer = client.post("/_dash-update-component", data=body, content_type="application/json")
    assert answer.status_code == 404
    assert "Traceback" not in answer.text


def test_every_callback_runs_in_the_browser(client):
    assert all(one["clientside_function"] for one in client.get("/_dash-dependencies").json)


@pytest.mark.parametrize("path", [
    "nowhere/nothing.js", "dash/nothing.js", "dash/..%2f..%2fdash.py", "dash/../../dash.py", "os/path.py", "dash/x",
    "dashboard/app.py", "dash/dcc/async-graph.js%00",
])  # fmt: skip
def test_an_unknown_file_of_a_component_is_not_found(client, path):
    answer = client.get(f"/_dash-component-suites/{path}")
    assert answer.status_code == 404
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("address", ["/healthz", "/views/start", "/_dash-update-component"])
def test_a_body_past_the_limit_is_refused(client, address):
    assert client.post(address, data=b"a" * (BODY_BYTES + 1)).status_code == 413


@pytest.mark.parametrize("query", ["run=../../etc/passwd", "run=%00", "run=" + "a" * 5000, "run=&run=&per=<script>"])
def test_a_tampered_address_gets_a_page(client, query):
    answer = client.get(f"/views/start?{query}")
    assert answer.status_code in (200, 404)
    assert answer.json["children"]


def test_a_prefix_is_a_path_and_a_header_a_name():
    for wrong in ({"prefix": "lfr"}, {"prefix": "/a b"}, {"sign_in_header": "X Y", "behind_proxy": True}):
        with pytest.raises(RunError, match="not "):
            Site(**wrong)
    assert Site(prefix="/lfr/").prefix == "/lfr"


def test_who_has_signed_in_is_believed_behind_a_proxy_alone():
    with pytest.raises(RunError, match="anybody could send this header"):
        Site(sign_in_header="X-Remote-User")
