"""A claim: who said what and when, as hypotheses that can be tested, with what no simulation can say.

One YAML file a claim: `scenarios/claims/` holds those that are shipped.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, model_validator

from sim.claims.bounds import bounds_of, bounds_words, outside
from sim.claims.margin import Margin, Verdict, verdict_of
from sim.claims.published_change import PublishedChange
from sim.claims.published_disparity import PublishedDisparity
from sim.claims.published_rate import PublishedRate
from sim.claims.published_siting import PublishedSiting
from sim.claims.simulated import Simulated
from sim.claims.unpublished import Unpublished
from sim.core.config import Config
from sim.core.errors import RunError, SettingsConflict
from sim.evidence.register import stated
from sim.scenario.load import document, validate
from sim.scenario.shipped import file_or_shipped, names_of

__all__ = ["AnyHypothesis", "Case", "Claim", "load_claim", "shipped_claims", "with_margins"]

AnyHypothesis: TypeAlias = Annotated[
    Simulated | PublishedRate | PublishedDisparity | PublishedChange | PublishedSiting | Unpublished,
    Field(discriminator="kind"),
]


class Case(Config):
    """What the verdict has to be if the interval were this: a check of the claim's own logic."""

    hypothesis: str
    """Which of its hypotheses."""
    low: float = stated(unit="the hypothesis's own")
    """The lower end of an interval that might be found."""
    high: float = stated(unit="the hypothesis's own")
    """The higher end."""
    verdict: Verdict
    """What is expected."""


class Claim(Config):
    """A claim."""

    title: str = Field(min_length=1, max_length=200)
    """What lists call it."""
    quotation: str = Field(default="", max_length=600)
    """The words as they were said; empty where it is an argument that is made by many."""
    who: str = Field(min_length=1, max_length=200)
    """Who said it, with office."""
    when: str = Field(min_length=1, max_length=60)
    """When: a date, a month or a year."""
    source: str = Field(min_length=1, max_length=1000)
    """Where it can be read."""
    speaks: Literal["for", "against", "neither"]
    """Towards the police's use of live facial recognition."""
    about: str = Field(default="", max_length=3000)
    """What is tested of it, and how the words were read."""
    needs: Literal["all", "any"] = "all"
    """Whether all hypotheses have to be supported, or one of them."""
    hypotheses: list[AnyHypothesis] = Field(default_factory=list, max_length=12)
    """What is tested; none where nothing of it can be."""
    out_of_scope: str = Field(default="", max_length=2000)
    """Why nothing of it can be tested here, where there is no hypothesis."""
    cannot_say: list[str] = Field(default_factory=list, max_length=12)
    """What no simulation and no count can say of it."""
    expected: list[Case] = Field(default_factory=list, max_length=50)
    """Cases that its logic is checked with."""

    @model_validator(mode="after")
    def _fits(self) -> Claim:
        names = [one.name for one in self.hypotheses]
        for k, name in enumerate(names):
            if name in names[:k]:
                raise SettingsConflict(("hypotheses", k, "name"), f"a name used twice ({name}); each its own")
        margins = [one.margin.name for one in self.hypotheses]
        for k, name in enumerate(margins):
            if name in margins[:k] and self.hypotheses[margins.index(name)].margin != self.hypotheses[k].margin:
                raise SettingsConflict(
                    ("hypotheses", k, "margin", "name"), f"two margins of one name ({name}); each its own, or the same"
                )
        for k, one in enumerate(self.hypotheses):
            if (beyond := _beyond(one, one.margin)) is not None:
                side, what = beyond
                raise SettingsConflict(("hypotheses", k, "margin", side), what)
        if bool(self.hypotheses) == bool(self.out_of_scope):
            why = "`out_of_scope`, which says why there is none"
            if self.hypotheses:
                what = f"hypotheses, and {why} ({len(self.hypotheses)} hypotheses)"
                raise SettingsConflict(("out_of_scope",), f"{what}; one of the two")
            raise SettingsConflict(("hypotheses",), f"no hypothesis, and no {why} (none); one of the two")
        for k, case in enumerate(self.expected):
            if case.hypothesis not in names:
                raise SettingsConflict(
                    ("expected", k, "hypothesis"), f"no such hypothesis ({case.hypothesis}); one of {', '.join(names)}"
                )
            if case.low > case.high:
                raise SettingsConflict(
                    ("expected", k, "low"), f"`low` is above `high` ({case.low:g}, {case.high:g}); lower, then higher"
                )
            found = verdict_of(case.low, case.high, self.hypotheses[names.index(case.hypothesis)].margin)
            if found != case.verdict:
                raise SettingsConflict(
                    ("expected", k, "verdict"), f"the margin says otherwise ({case.verdict}); {found}"
                )
        return self

    @property
    def margins(self) -> dict[str, Margin]:
        """Its margins by name."""
        return {one.margin.name: one.margin for one in self.hypotheses}


def load_claim(name: str | Path) -> Claim:
    """Return a claim by the name of a shipped one, or of a file.

    Raises
    ------
    ScenarioError
        What is wrong, where, and what would be right.
    """
    return validate(Claim, document(file_or_shipped(name, "claims"), "claim"))


def shipped_claims() -> dict[str, Claim]:
    """Return the claims that are shipped, by name."""
    return {name: load_claim(name) for name in names_of("claims")}


def with_margins(claim: Claim, margins: dict[str, str]) -> Claim:
    """Return a claim with margins moved, those of names that it has.

    Raises
    ------
    RunError
        If a margin is no number, of another unit, or where nothing measured can lie.
    """
    moved = []
    for one in claim.hypotheses:
        text = margins.get(one.margin.name)
        margin = one.margin if text is None else one.margin.moved(text)
        if (beyond := _beyond(one, margin)) is not None:
            what, _, allowed = beyond[1].partition("; ")
            raise RunError(f"--margin {margin.name}", what, allowed)
        moved.append(one.model_copy(update={"margin": margin}))
    if not moved and margins:
        raise RunError("--margin", f"a claim without a hypothesis has none ({', '.join(margins)})", "leave it out")
    return claim.model_copy(update={"hypotheses": moved})


def _beyond(one: AnyHypothesis, margin: Margin) -> tuple[str, str] | None:
    """Return the side of a margin that lies where nothing measured can, and what to say of it; None if none does."""
    bounds = bounds_of(one)
    beyond = outside(margin, bounds)
    if beyond is None:
        return None
    side, end = beyond
    return side, f"what is measured cannot be there ({end:.12g} {margin.unit}); {bounds_words(bounds, margin.unit)}"
