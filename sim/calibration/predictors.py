"""What can be judged: the deployment law and three baselines, each fitted on deployments and predicting others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.calibration import baselines
from sim.calibration.catchment import SHIPPED
from sim.calibration.deployment_law import cases_of
from sim.calibration.deployments import Deployment
from sim.calibration.fit import Posterior, fit
from sim.calibration.predict import COUNTS, most_of, predict
from sim.calibration.rows import counts_of
from sim.calibration.unknowns import Floats

__all__ = ["PRODUCT", "Fitted", "fit_all", "observed_of"]

PRODUCT = "passerby"
"""The name of the deployment law beside the baselines."""
_BASED = {
    "constant rate": COUNTS,
    "regression": ("alerts", "arrests"),
    "regression with a level per place": ("alerts", "arrests"),
}
"""What each baseline predicts: false alerts are too rare for more than a rate."""


@dataclass(frozen=True)
class Fitted:
    """The deployment law and the baselines, fitted on the same deployments."""

    posterior: Posterior
    baselines: Mapping[str, Mapping[str, baselines.Regression]]
    """By name, then by count; a count of which nothing was published is not there."""

    def predict(self, deployments: Sequence[Deployment], k: int) -> dict[str, dict[str, Floats]]:
        """Return probabilities (n, k) of each count, by predictor and then by count."""
        own = predict(self.posterior, cases_of(deployments), k)._asdict()
        others = _plain(deployments)
        return {PRODUCT: own} | {
            name: {count: one.predict(others, k) for count, one in by_count.items()}
            for name, by_count in self.baselines.items()
        }

    def most(self, deployments: Sequence[Deployment]) -> int:
        """Return so many columns that they hold what is predicted and what was published."""
        seen = max((one.alerts or 0 for one in deployments), default=0)
        return max(most_of(self.posterior, cases_of(deployments)), 2 * seen)


def fit_all(deployments: Sequence[Deployment], mechanism: str = SHIPPED) -> Fitted:
    """Fit the deployment law and the baselines on deployments with faces."""
    counts = counts_of(deployments)
    cases = _plain(deployments)
    fitted: dict[str, dict[str, baselines.Regression]] = {}
    for name, method in baselines.BASELINES.items():
        fitted[name] = {}
        for count in _BASED[name]:
            published = getattr(counts, count)
            known = published >= 0
            if known.any():
                some = baselines.Cases(cases.faces[known], cases.place[known])
                fitted[name][count] = method(some, published[known])
    return Fitted(fit(cases_of(deployments), counts, mechanism), fitted)


def observed_of(deployments: Sequence[Deployment]) -> dict[str, NDArray[np.int64]]:
    """Return what was published by count (n,); -1 where nothing was."""
    counts = counts_of(deployments)
    return {name: getattr(counts, name) for name in COUNTS}


def _plain(deployments: Sequence[Deployment]) -> baselines.Cases:
    """Return deployments as a regression sees them: faces as published, and places by the last part of their name."""
    faces = np.array([float(one.faces or 0) for one in deployments])
    return baselines.Cases(faces, np.array([one.town for one in deployments], np.str_))
