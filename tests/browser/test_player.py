from __future__ import annotations

import pytest
from stored_day import FIXED, NONE

pytestmark = pytest.mark.browser

PIXELS = """async (t) => {
    await window.passerby.player.seek(t);
    return document.querySelector('canvas.plan').toDataURL();
}"""


def clock(page):
    return page.locator(".clock").inner_text()


def seek(page, t_s):
    return page.evaluate(PIXELS, t_s)


def test_the_same_moment_is_the_same_picture(visit_at):
    page = visit_at.open(f"/street?run={FIXED}")
    first = seek(page, 130.25)
    other = seek(page, 700)
    assert seek(page, 130.25) == first != other


def test_the_picture_does_not_depend_on_the_way_there(visit):
    direct = seek(visit.open(f"/street?run={FIXED}"), 720)
    page = visit.open(f"/street?run={FIXED}")
    for t_s in (10, 850, 300):
        seek(page, t_s)
    assert seek(page, 720) == direct


def test_it_starts_shortly_before_the_first_alert_and_stands_still_on_request(visit):
    page = visit.open(f"/street?run={FIXED}")
    assert "11:00:5" in clock(page)
    before = clock(page)
    page.wait_for_timeout(700)
    assert clock(page) == before
    assert page.get_by_role("button", name="Play").is_visible()


def test_it_plays_by_itself_where_motion_is_welcome(visit):
    visit.page.emulate_media(reduced_motion="no-preference")
    page = visit.open(f"/street?run={FIXED}")
    before = clock(page)
    page.wait_for_function("(before) => document.querySelector('.clock').textContent !== before", arg=before)
    page.get_by_role("button", name="Pause").click()
    stopped = clock(page)
    page.wait_for_timeout(400)
    assert clock(page) == stopped


def test_time_is_moved_by_keyboard_and_told_in_words(visit):
    page = visit.open(f"/street?run={FIXED}")
    slider = page.get_by_role("slider", name="Time of day")
    slider.focus()
    page.keyboard.press("Home")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext") == clock(page) == "11:00:03"


def test_next_and_previous_walk_through_what_happened(visit):
    page = visit.open(f"/street?run={FIXED}")
    seen = []
    for name in ("Next event", "Next event", "Previous event"):
        page.get_by_role("button", name=name).click()
        page.wait_for_timeout(100)
        seen.append(page.get_by_role("status").inner_text())
    assert "Alert 1" in seen[0]
    assert seen[2] == seen[0] != seen[1]


def test_every_event_is_in_the_list_and_can_be_shown(visit):
    page = visit.open(f"/street?run={FIXED}")
    items = page.locator(".events li")
    assert items.count() == page.evaluate("window.passerby.player.marks.length") > 10
    false_alert = page.get_by_role("button", name="false, a person who is not listed")
    false_alert.click()
    page.locator(".events li[aria-current]").wait_for()
    assert "Alert 4: false" in page.get_by_role("status").inner_text()


def test_a_held_person_stands_at_the_place_of_the_stop(visit):
    page = visit.open(f"/street?run={FIXED}")
    stop = page.evaluate("window.passerby.player.marks.find((m) => m.kind === 'stop')")
    seek(page, stop["t_s"] + 60)
    place = page.evaluate(
        "(who) => window.passerby.player.episodes.find((e) => e.person === who).placeAt(window.passerby.player.t)",
        stop["person_id"],
    )
    assert place == [stop["x_m"], stop["y_m"]]


def test_groups_are_not_asked_for_until_they_are_wanted(visit):
    asked = []
    visit.page.on("request", lambda request: asked.append(request.url))
    page = visit.open(f"/street?run={FIXED}")
    plain = seek(page, 200)
    assert not any(url.endswith("people.bin") for url in asked)
    page.get_by_role("switch", name="Show ethnic groups").check()
    page.get_by_text("Asian").wait_for()
    assert any(url.endswith("people.bin") for url in asked)
    assert seek(page, 200) != plain


def test_chunks_come_when_they_are_needed(visit):
    asked = []
    visit.page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    page = visit.open(f"/street?run={FIXED}")
    page.wait_for_timeout(300)
    assert "003.bin" not in asked
    seek(page, 880)
    assert "003.bin" in asked


def test_a_view_can_be_chosen_and_the_street_moved_by_keyboard(visit_at, width):
    page = visit_at.open(f"/street?run={FIXED}")
    page.get_by_role("radio", name="North end").check()
    along = page.get_by_role("slider", name="Place along the street")
    before = along.get_attribute("aria-valuetext")
    along.focus()
    page.keyboard.press("ArrowLeft")
    assert along.get_attribute("aria-valuetext") != before
    page.get_by_role("radio", name="Whole street").check()
    assert along.is_visible() == (width == 360)


def test_plan_has_equal_scale_and_is_not_squeezed(visit_at):
    page = visit_at.open(f"/street?run={FIXED}")
    view = page.evaluate(
        """() => {
            const canvas = document.querySelector('canvas.plan'), box = canvas.getBoundingClientRect();
            return [canvas.width / box.width, canvas.height / box.height];
        }"""
    )
    assert view[0] == pytest.approx(view[1], rel=0.01)


def test_a_day_without_alerts_says_so(visit):
    page = visit.open(f"/street?run={NONE}")
    assert page.get_by_text("No face was searched on this day.").is_visible()
    assert visit.errors == []


def test_pause_is_in_view_and_the_searches_are_drawn_on_request(visit):
    """At 1280 x 720 without scrolling; squares come from the server, and are told in words and in the key."""
    visit.page.set_viewport_size({"width": 1280, "height": 720})
    asked = {"square_m": 1, "squares": [[30, -3, 2], [31, -3, 40], [32, 0, 9]], "placed": 51, "searches": 52}
    visit.page.route("**/heat.json", lambda route: route.fulfill(json=asked))
    page = visit.open(f"/street?run={FIXED}")
    for name in ("Play", "Next event"):
        box = page.get_by_role("button", name=name).bounding_box()
        assert box["y"] + box["height"] <= 720
    assert page.get_by_role("slider", name="Time of day").bounding_box()["y"] < 700
    plain = seek(page, 200)
    page.get_by_role("switch", name="Show where faces are searched").check()
    page.get_by_text("51 of 52 faces searched on this day").wait_for()
    assert seek(page, 200) != plain
    assert page.locator(".heat-key li").all_inner_texts() == [
        f"{span} faces searched in a square of 1 m" for span in ("1 to 3", "4 to 11", "12 to 23", "24 to 40")
    ]
    page.get_by_role("switch", name="Show where faces are searched").uncheck()
    assert seek(page, 200) == plain
    assert visit.errors == []
