"""Names that somebody may have meant: near ones alone."""

from sim.core.nearest import did_you_mean, nearest

GROUPS = ("asian", "black", "mixed", "other", "white")


def test_only_what_is_near_is_meant():
    assert [nearest(given, GROUPS) for given in ("blak", "asain", "whites")] == [["black"], ["asian"], ["white"]]
    assert nearest("martian", GROUPS) == []


def test_the_question_is_left_out_where_nothing_is_near():
    assert did_you_mean("blak", GROUPS) == "did you mean black? "
    assert did_you_mean("martian", GROUPS) == ""
