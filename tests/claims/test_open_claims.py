"""Claims on where cameras are by a regression, and those of which nothing is published."""

import pytest
from pydantic import ValidationError

from sim.claims.claim import load_claim
from sim.claims.judge import judge
from sim.claims.published_siting import PublishedSiting
from sim.claims.unpublished import Unpublished
from sim.compare.sited import PREDICTORS, regression

MARGIN = {"name": "m", "between": (0.8, 1.25), "unit": "times", "why": "a choice"}


def siting(**more):
    known = {"kind": "published_siting", "name": "s", "says": "it is so", "model": "and who lives there",
             "predictor": "black", "margin": MARGIN}  # fmt: skip
    return PublishedSiting.model_validate({**known, **more})


@pytest.mark.parametrize("predictor", ["black", "offences", "footfall", "residents"])
def test_a_ratio_of_deployments_is_the_regressions(predictor):
    model = next(one for one in regression() if one.name == "and who lives there")
    term = next(one for one in model.terms if one.predictor == PREDICTORS[predictor])
    (found,) = siting(predictor=predictor).findings()
    assert (found.value, found.low, found.high) == (term.ratio, term.low, term.high)
    assert (found.numerator, found.cases) == (model.deployments, model.boroughs)
    assert f"over {model.boroughs} boroughs" in found.interval


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"model": "crime"}, "no such regression"),
        ({"predictor": "violence"}, "not in the regression"),
        ({"margin": {**MARGIN, "unit": "per face seen"}}, "not the unit of a ratio"),
    ],
)
def test_a_regression_that_there_is_not_is_refused(more, said):
    with pytest.raises(ValidationError, match=said):
        siting(**more)


@pytest.mark.parametrize("side", [{"at_least": 0.0}, {"at_most": 1e9}, {"between": (-1e9, 1e9)}])
def test_what_nobody_has_published_is_undetermined_at_every_margin(side):
    one = Unpublished.model_validate(
        {"kind": "unpublished", "name": "u", "says": "it is so", "of": "arrests", "lacks": "dates", "source": "records",
         "margin": {"name": "m", "unit": "per arrest", "why": "a choice", **side}}
    )  # fmt: skip
    claim = load_claim("found_after_years").model_copy(update={"hypotheses": [one], "expected": []})
    (judged,) = judge({"own": claim})
    assert judged.verdict == "undetermined"
    assert judged.hypotheses[0].findings[0].why_none == "dates"


def test_what_could_be_counted_and_was_not_is_told_apart_from_what_is_out_of_scope():
    shipped = {name: load_claim(name) for name in ("found_after_years", "no_other_democracy")}
    assert [one.verdict for one in judge(shipped)] == ["undetermined", "out of scope"]
