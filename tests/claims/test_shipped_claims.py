"""The claims that are shipped: both sides, their figures and arms, and verdicts worked out by hand."""

import re

import pytest
from scipy.stats import binomtest, chi2

from sim.claims.claim import shipped_claims
from sim.claims.judge import judge
from sim.claims.simulated import Simulated
from sim.ensemble.arms import arm_of
from sim.evidence.register import entry
from sim.scenario.shipped import file_or_shipped

SEED_CLAIMS = {
    "nothing_to_hide", "means_nothing_for_most", "picks_up_listed_people", "arrests_led_by_data",
    "eleven_arrests_in_a_day", "serious_offences_among_arrests", "safer_streets", "evaders_taken_off_the_streets",
    "privacy_of_passers_by", "used_more_in_some_boroughs", "no_other_democracy", "trust_is_not_rebuilt",
    "pause_and_review", "meetings_bring_people_round", "caught_for_the_gravest_offences", "found_after_years",
    "prejudice_removed", "not_fitting_a_profile", "sited_by_crime_data", "next_places_yield_as_much",
    "answers_community_concerns", "checks_court_conditions", "vital_tool",
}  # fmt: skip
CLAIMS_OF_2026 = {
    "crime_down", "trust_moved_in_croydon", "no_mistaken_arrest", "faces_for_each_arrest",
    "knocking_on_doors_finds_more", "crowd_and_no_arrest", "recognised_more_often", "limit_children_on_lists",
    "councils_should_pay",
}  # fmt: skip
BANNED = (
    "only", "best", "worst", "proves", "proven", "race", "racial", "bame", "non-white", "discrimination", "suspect",
    "suspects", "criminal", "criminals", "hit", "target", "clearly", "obviously", "innocent", "guilty", "accuracy",
)  # fmt: skip


@pytest.fixture(scope="module")
def claims():
    return shipped_claims()


@pytest.fixture(scope="module")
def published(claims):
    """Return what is judged without a simulation: the interval and the verdict of each hypothesis on published data."""
    of_data = {}
    for name, claim in claims.items():
        kept = [one for one in claim.hypotheses if not isinstance(one, Simulated)]
        if kept:
            of_data[name] = claim.model_copy(update={"hypotheses": kept})
    return {(one.name, of.hypothesis.name): of for one in judge(of_data) for of in one.hypotheses}


def simulated(claims):
    ours = (claim for name, claim in claims.items() if name in SEED_CLAIMS | CLAIMS_OF_2026)
    return [one for claim in ours for one in claim.hypotheses if isinstance(one, Simulated)]


def test_all_are_shipped_supporters_and_critics_alike(claims):
    assert set(claims) >= SEED_CLAIMS | CLAIMS_OF_2026
    sides = [claim.speaks for claim in claims.values()]
    assert sides.count("for") >= 10
    assert sides.count("against") >= 10


def test_together_they_say_what_they_cannot_and_have_cases_of_every_verdict(claims):
    for verdict in ("supported", "not supported", "undetermined"):
        assert sum(any(case.verdict == verdict for case in claim.expected) for claim in claims.values()) >= 20
    for name in SEED_CLAIMS | CLAIMS_OF_2026:
        claim = claims[name]
        assert claim.cannot_say, name
        if claim.hypotheses:
            assert claim.about, name
            found = {case.verdict for case in claim.expected}
            assert found == {"supported", "not supported", "undetermined"}, name
            assert all(one.rests_on for one in claim.hypotheses if isinstance(one, Simulated)), name


def test_a_claim_without_a_quotation_says_so_and_names_no_one_speaker(claims):
    for name in SEED_CLAIMS | CLAIMS_OF_2026:
        claim = claims[name]
        if not claim.quotation:
            comment = re.match(r"(#.*\n)+", file_or_shipped(name, "claims").read_text(encoding="utf-8"))
            assert comment, name
            assert re.search(r"not found|\bno (public )?words\b", comment[0].lower()), name
            assert re.match(r"supporters|critics|campaigners", claim.who), name


def test_the_words_of_ours_take_no_side(claims):
    for name, claim in claims.items():
        ours = claim.model_dump(exclude={"quotation", "source"})
        assert not set(BANNED) & set(re.findall(r"[a-z][a-z-]*", str(ours).lower())), name


def test_all_arms_exist_and_few_sets_of_them_are_shared_by_many(claims):
    """Each set is an ensemble of its own, that takes minutes."""
    found = {tuple(one.arms.items()) for one in simulated(claims)}
    for text in {text for arms in found for _, text in arms}:
        assert arm_of(text).months in (3, 6)
    assert len(found) == 5
    assert len(simulated(claims)) > 4 * len(found)


def test_one_question_asked_from_both_sides_has_one_margin(claims):
    falls = next(one for one in claims["trust_is_not_rebuilt"].hypotheses if one.name == "falls")
    kept = next(one for one in claims["vital_tool"].hypotheses if one.name == "keeps_trust")
    assert falls.metric == kept.metric
    assert falls.margin.at_most == kept.margin.at_least
    rose, fell = claims["trust_moved_in_croydon"].hypotheses
    assert rose.margin.at_least == -fell.margin.at_most
    assert claims["trust_moved_in_croydon"].needs == "any"


def test_a_share_of_arrests_that_led_to_a_charge_by_hand(published):
    one = published["evaders_taken_off_the_streets", "charged"]
    charged, arrests = (entry(f"claims.croydon-arrests-{name}").value for name in ("charged", "followed"))
    exact = binomtest(charged, arrests).proportion_ci(0.95)
    assert (one.findings[0].low, one.findings[0].high) == pytest.approx((exact.low, exact.high))
    assert one.verdict == ("supported" if exact.low >= one.hypothesis.margin.at_least else "undetermined")
    assert one.verdict == "supported"


def test_a_rate_of_faces_by_hand(published):
    one = published["faces_for_each_arrest", "few_arrests"]
    arrests, faces = (entry(f"claims.croydon-2024-{name}").value for name in ("arrests", "faces"))
    low, high = chi2.ppf(0.025, 2 * arrests) / 2 / faces, chi2.ppf(0.975, 2 * arrests + 2) / 2 / faces
    assert (one.findings[0].low, one.findings[0].high) == pytest.approx((low, high))
    assert round(faces / arrests) == 966
    assert high < one.hypothesis.margin.at_most
    assert one.verdict == "supported"


def test_a_ratio_of_two_rates_by_hand(published):
    """Given 95 arrests, those of one day of nineteen are binomial with a share of RR / (RR + 18)."""
    one = published["eleven_arrests_in_a_day", "usual"]
    exact = binomtest(11, 11 + 84).proportion_ci(0.95)
    low, high = (18 * share / (1 - share) for share in (exact.low, exact.high))
    assert (one.findings[0].low, one.findings[0].high) == pytest.approx((low, high))
    assert one.findings[0].value == pytest.approx(11 / (84 / 18))
    assert low < one.hypothesis.margin.at_most < high
    assert one.verdict == "undetermined"
