"""A claim on why cameras are where they are, held against a regression of published deployments over boroughs.

What is judged is how many times the deployments go with a standard deviation more of one predictor, such as the share
of residents who are Black, all other predictors of a model being equal (`sim.compare.sited`). A ratio of 1 is none.
"""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from sim.claims.finding import Finding
from sim.claims.hypothesis import Hypothesis
from sim.compare.sited import MODELS, PREDICTORS, Model, regression
from sim.core.errors import SettingsConflict
from sim.evidence.register import entry

__all__ = ["PublishedSiting"]

_UNIT = "times"
_TABLES = ("boroughs.recorded-crime", "boroughs.census", "boroughs.lfr")


class PublishedSiting(Hypothesis):
    """How many times the deployments of a borough go with a standard deviation more of something."""

    kind: Literal["published_siting"]
    model: str
    """A regression, by the name that `passerby boroughs --siting` prints."""
    predictor: str
    """Which of its predictors: `offences`, `violence`, `footfall`, `residents` or `black`."""

    @model_validator(mode="after")
    def _fits(self) -> PublishedSiting:
        if self.model not in MODELS:
            raise SettingsConflict(("model",), f"no such regression ({self.model}); one of {'; '.join(MODELS)}")
        if self.predictor not in MODELS[self.model]:
            raise SettingsConflict(
                ("predictor",), f"not in the regression ({self.predictor}); one of {', '.join(MODELS[self.model])}"
            )
        if self.margin.unit != _UNIT:
            raise SettingsConflict(("margin", "unit"), f"not the unit of a ratio ({self.margin.unit}); {_UNIT}")
        return self

    @property
    def sources(self) -> list[str]:
        """Who published deployments, crime and residents."""
        return list(dict.fromkeys(entry(name).source for name in _TABLES))

    def findings(self) -> tuple[Finding, ...]:
        """Return the ratio with its interval."""
        model = self._model()
        term = next(one for one in model.terms if one.predictor == PREDICTORS[self.predictor])
        beside = [PREDICTORS[one] for one in MODELS[self.model] if one != self.predictor]
        given = f" given {', '.join(beside)}" if beside else ""
        how = (
            f"95 %, by Student's t with the regression's own dispersion ({model.dispersion:.2g}): for a standard "
            f"deviation more of {term.predictor}{given}, over {model.boroughs} boroughs; the regression accounts for "
            f"{100 * model.explained:.0f} % ({100 * model.low:.0f} % to {100 * model.high:.0f} %) of the deviance"
        )
        return (Finding(
            term.predictor, term.ratio, term.low, term.high, _UNIT, how, float(model.deployments), None, model.boroughs
        ),)  # fmt: skip

    def _model(self) -> Model:
        return next(one for one in regression() if one.name == self.model)
