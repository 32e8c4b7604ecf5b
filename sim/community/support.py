"""Support for the cameras, and unease about them: read off trust and off what people heard, and never back into it.

Trust in the police predicts acceptance of live facial recognition (Bradford, Yesberg, Jackson & Dawson 2020). Nothing
published runs the other way, so that support moves no trust here, and a rise of support is no rise of trust. A person
with latent positions z (fairness, effectiveness) stands towards the cameras at

    view = trust_weight (z_fairness + z_effectiveness) / sqrt 2  +  error_sd [knows of an error]
           +  safeguard_sd [knows of a safeguard],

supports them with the chance Phi(a + view), and would feel less safe near them with the chance Phi(b - view). Both a
and b are such that in the borough before the programme the published share says so. Somebody knows of an error who was
stopped by mistake, is told by one who was, or read of one; of a safeguard, who read published results or came to a
meeting or an open day. Neither is forgotten within a programme: an assumption. So is that unease is the same view
turned round, and that all ethnic groups begin alike: what is published by group asks other questions.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from sim.community.survey import Standing, agreeing_at
from sim.core.config import Config
from sim.core.kernel import kernel
from sim.evidence.register import assumed, cited

__all__ = ["READ_OUTS", "ReadOut", "Support", "Views", "saying"]


class Support(Config):
    """How people come to support the cameras, or to be uneasy about them."""

    support_share: float = cited("community.support-cameras", gt=0, lt=1)
    """Share who support the cameras before the programme."""
    less_safe_share: float = cited("community.less-safe", gt=0, lt=1)
    """Share who would feel less safe near them before the programme."""
    trust_weight: float = assumed(
        0.5,
        "trust and legitimacy predict acceptance (Bradford et al. 2020: the sign); the size on this scale is not known",
        unit="SD of the view of cameras for an SD of trust",
        low=0.2,
        high=1.0,
        ge=0,
        le=5,
    )
    """How far trust in the police carries over to the view of the cameras."""
    error_sd: float = assumed(
        -0.3,
        "61 % worry that errors get people into trouble (Opinium 2025-26), which says nothing of how far knowing of "
        "one moves somebody",
        unit="SD",
        low=-1.0,
        high=0.0,
        ge=-5,
        le=5,
    )
    """What knowing of somebody stopped by mistake does to the view of the cameras."""
    safeguard_sd: float = assumed(
        0.2,
        "49 % were content with facial recognition under safeguards, and 55 % wanted limits (Ada Lovelace Institute "
        "2019, n = 4,109); how far a published result or a meeting counts as one is not known",
        unit="SD",
        low=0.0,
        high=0.5,
        ge=-5,
        le=5,
    )
    """What reading published results, or coming to a meeting or an open day, does to the view of the cameras."""


class ReadOut(NamedTuple):
    """One question about the cameras."""

    setting: str
    """The field of `Support` with the share before the programme."""
    sign: int
    """1 where a better view says yes, -1 where a worse one does."""
    title: str


READ_OUTS: dict[str, ReadOut] = {
    "support": ReadOut("support_share", 1, "support the cameras"),
    "less_safe": ReadOut("less_safe_share", -1, "would feel less safe near the cameras"),
}


class Views:
    """What the residents of a borough know of the cameras, n of them.

    Attributes
    ----------
    knows_error, knows_safeguard
        (n,): who knows of somebody stopped by mistake, and of a safeguard.
    """

    def __init__(self, n: int) -> None:
        self.knows_error = np.zeros(n, bool)
        self.knows_safeguard = np.zeros(n, bool)

    def of(
        self,
        settings: Support,
        fairness: NDArray[np.floating],
        effectiveness: NDArray[np.floating],
        some: slice = slice(None),
    ) -> NDArray[np.float64]:
        """Return how people with such trust (k,), in standard deviations, stand towards the cameras: all, or some.

        Raises
        ------
        ValueError
            If they are not as many as those.
        """
        if not fairness.shape == effectiveness.shape == self.knows_error[some].shape:
            raise ValueError(f"{self.knows_error[some].size} people need a position each on both scales")
        view = np.empty(fairness.size)
        weight = settings.trust_weight * np.sqrt(0.5)
        heard = settings.error_sd, self.knows_error[some], settings.safeguard_sd, self.knows_safeguard[some]
        _view(weight, fairness, effectiveness, *heard, view)
        return view


def saying(settings: Support, people: Standing) -> dict[str, NDArray[np.float64]]:
    """Return by read-out how many of each group are expected to say so (G,).

    Parameters
    ----------
    people
        Where they stand towards the cameras (`Views.of`).
    """
    turned = Standing(-people.at, people.counts)
    return {
        name: agreeing_at(_middle_of(settings, one), people if one.sign > 0 else turned)
        for name, one in READ_OUTS.items()
    }


def _middle_of(settings: Support, one: ReadOut) -> float:
    """Return where somebody of no view at all stands, given the share of the borough who say so."""
    return float(np.sqrt(1 + settings.trust_weight**2) * ndtri(getattr(settings, one.setting)))


@kernel
def _view(weight, fairness, effectiveness, error_sd, knows_error, safeguard_sd, knows_safeguard, view):  # type: ignore[no-untyped-def]
    for person in range(view.shape[0]):
        trust = weight * (fairness[person] + effectiveness[person])
        view[person] = trust + (error_sd * knows_error[person] + safeguard_sd * knows_safeguard[person])
