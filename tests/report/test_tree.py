from __future__ import annotations

from stored_day import metric_table

from sim.report.results import Results
from sim.report.tree import tree_of_day, tree_of_days


def test_everybody_is_in_one_leaf_of_the_tree():
    tree = tree_of_day(Results(metric_table()))
    leaves = (tree.listed_alerted, tree.listed_not_alerted, tree.other_alerted, tree.other_not_alerted)
    assert sum(leaves) == tree.people == 21_450
    assert leaves == (14, 17, 0, 21_419)


def test_a_hundred_days_show_what_one_day_is_too_short_for():
    tree = tree_of_days(Results(metric_table()), 100)
    assert (tree.people, tree.listed, tree.listed_alerted, tree.other_alerted) == (2_145_000, 3_046, 1_313, 7)


def test_there_is_no_tree_where_no_face_was_searched():
    results = Results(metric_table(is_on=False))
    assert tree_of_day(results) is None
    assert tree_of_days(results, 100) is None
