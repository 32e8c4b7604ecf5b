"""The watchlist: whose references are enrolled, and why they are wanted.

What the police publish are the reasons of those *arrested* (549 wanted by courts, 347 on reasonable
grounds, 85 under conditions, categories overlap). The make-up of the list itself is an assumption that
reproduces those: with an arrest in 64 % of stops of people wanted by courts or the police and 35 % of those
under conditions, shares of .52, .33 and .15 give 56 : 35 : 9 of the arrests and, with 78 stops for a hundred
true alerts, the published 46.3 arrests in a hundred alerts (`sim.policing.chain`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import SerializerFunctionWrapHandler, model_serializer, model_validator

from sim.core.config import Config
from sim.core.errors import RunError
from sim.core.groups import GroupShares
from sim.core.shares import Probability, Shares, choose
from sim.core.streams import Stream, Streams
from sim.evidence.register import assumed, chosen, cited

__all__ = ["REASONS", "Reason", "Scope", "Watchlist", "WatchlistSettings", "enrol"]

Reason = Literal["courts", "police", "conditions"]
"""Wanted by a court; wanted by the police on reasonable grounds; under conditions of a court or MAPPA."""

Scope = Literal["all_warrants", "serious", "four_years", "local"]
"""Everybody who is wanted; for an offence of the serious class; for one with a maximum of four years or more; those who
live in the borough."""

REASONS: tuple[Reason, ...] = ("courts", "police", "conditions")
"""Reasons in the order that `Watchlist.reason` indexes."""

_GROUP, _SEX, _REASON, _SERIOUS, _QUALITY, _FOUR_YEARS, _LOCAL, _CHILD, _AGE, _IMAGE, _WANTED = range(11)
_YOUNGEST, _ADULT, _OLD = 10, 18, 65
_OF_POLICIES = (
    "image_age_mean_years",
    "image_age_max_years",
    "image_loss_per_year",
    "wanted_mean_days",
    "authorisation_delay_days",
)
"""Settings that do nothing, or are one, as they are by default."""


class WatchlistSettings(Config):
    """Who is on the list."""

    size: int = cited("recognition.watchlist-size", ge=0, le=100_000)
    """References on the list."""
    group_shares: GroupShares = assumed(
        {"asian": 0.1914, "black": 0.2316, "mixed": 0.0877, "other": 0.0539, "white": 0.4354},
        "the make-up of no watchlist is published; the residents of the ward of North End stand in, so that no "
        "group is listed more often than another until a user says so",
        unit="share of references",
    )
    """Ethnic groups of the people on the list."""
    male_share: Probability = assumed(
        0.85, "the make-up of no watchlist is published", unit="share of references", low=0.7, high=0.95
    )
    """Men on the list."""
    reasons: Shares[Reason] = assumed(
        {"courts": 0.52, "police": 0.33, "conditions": 0.15},
        "the reasons of those arrested are published, and no others; these reproduce them and the arrests per alert",
        unit="share of references",
    )
    """Why people are listed: courts, police (reasonable grounds), conditions (of a court, and MAPPA)."""
    serious_share: dict[Reason, Probability] = assumed(
        {"courts": 0.15, "police": 0.40, "conditions": 0.60},
        "offences of the people on a list are not published; over a quarter of arrests were for violence against "
        "women and girls, and MAPPA is for sexual and violent offenders",
        unit="share of references of that reason",
    )
    """Share of each reason that is listed for an offence of the serious class."""
    four_years_share: dict[Reason, Probability] = assumed(
        {"courts": 0.40, "police": 0.80, "conditions": 0.80},
        "offences of the people on a list are not published; many court warrants are for failing to appear, and most "
        "offences of theft, violence and sex have a maximum of four years or more",
        unit="share of references of that reason",
    )
    """Share of each reason that is listed for an offence with a maximum of four years or more, the class of the EU's AI
    Act (Annex II names offences of its own). The serious class is within it."""
    local_share: Probability | None = assumed(
        None,
        "lists are built for all of London, and where those listed live is not published; null gives the borough as "
        "large a part of the list as of the violence with injury that is recorded in London in a year (5.0 % in "
        "Croydon, of whose residents 4.4 % live there)",
        unit="share of references",
    )
    """Share of the list that lives in the borough; null lets it follow from the borough."""
    child_share: Probability = assumed(
        0.0,
        "ages of listed people are not published; the Metropolitan Police say that children can be listed",
        unit="share of references",
        low=0.0,
        high=0.05,
    )
    """Share of the list that is 10 to 17 years old; the others are 18 to 64."""
    scope: Scope = "all_warrants"
    """Whom of them the policy enrols."""
    minimum_age: int = chosen(10, unit="years", ge=10, le=65)
    """Nobody younger is enrolled."""
    image_age_mean_years: float = assumed(
        5.0,
        "no force publishes how old the images of its list are; most are custody images, which are new of those who "
        "were arrested lately and old of those who have not been for long",
        unit="years",
        low=2.0,
        high=10.0,
        gt=0,
        le=50,
    )
    """Mean age of the enrolled images, which is exponential; nobody's is from before they were ten."""
    image_age_max_years: float | None = chosen(None, unit="years", ge=0, le=100)
    """Whose image is older is not enrolled; null sets no limit."""
    image_loss_per_year: float = assumed(
        0.0,
        "the operating points already hold over the lists of their tests, old images among them; in mug shots up to 16 "
        "years apart genuine scores fall with the time between them, and the average person is still verified "
        "(Best-Rowden and Jain 2015, A longitudinal study of automatic face recognition, ICB)",
        unit="share of similarity a year",
        low=0.0,
        high=0.02,
        ge=0,
        lt=1,
    )
    """What each whole year of an image's age takes of what is left of its similarity."""
    wanted_mean_days: float = assumed(
        365.0,
        "since when those on a list have been wanted is published for single cases (seven years, for one) and for no "
        "list",
        unit="days",
        low=60.0,
        high=1500.0,
        gt=0,
        le=36500,
    )
    """For how long those wanted have been, on average; exponential, as if as many became wanted on any day."""
    authorisation_delay_days: float = chosen(0.0, unit="days", ge=0, le=3650)
    """Nobody is enrolled before they have been wanted for so long: what it takes until each entry is authorised."""
    poor_share: Probability = assumed(
        0.0,
        "nobody publishes the image quality of a list; the operating points already hold over the lists of their tests",
        unit="share of references",
        low=0.0,
        high=0.3,
    )
    """References enrolled from a poor image, beyond what the operating points were measured with."""
    poor_quality: float = assumed(
        0.6,
        "no measurement found; some old or grainy images lose most of their similarity",
        unit="quality",
        low=0.3,
        high=0.9,
        gt=0,
        le=1,
    )
    """What such an image leaves of a good one's similarity."""

    @property
    def idle(self) -> dict[str, str]:
        """What nothing reads under this policy, with what would have to be otherwise."""
        found = {}
        if not self.poor_share:
            found["poor_quality"] = "poor_share is 0"
        if not self.authorisation_delay_days:
            found["wanted_mean_days"] = "authorisation_delay_days is 0"
        if self.image_age_max_years is None and not self.image_loss_per_year:
            found["image_age_mean_years"] = "image_age_max_years is null and image_loss_per_year is 0"
        return found

    @model_serializer(mode="wrap")
    def _as_far_as_it_is_in_use(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Leave out what policies need that are off, where it is as it is by default: it does nothing.

        So what was made before there were these policies has the name that it would have now.
        """
        fields, written = type(self).model_fields, write(self)
        unused = [key for key in _OF_POLICIES if getattr(self, key) == fields[key].default]
        return {key: value for key, value in written.items() if key not in unused}

    @model_validator(mode="after")
    def _every_reason_has_a_class(self) -> Self:
        for name in ("serious_share", "four_years_share"):
            missing = [reason for reason in REASONS if reason not in getattr(self, name)]
            if missing:
                raise ValueError(f"{name} has no value for {', '.join(missing)}; give all of {', '.join(REASONS)}")
        for reason in REASONS:
            if self.four_years_share[reason] < self.serious_share[reason]:
                raise ValueError(
                    f"four_years_share of {reason} ({self.four_years_share[reason]:g}) is less than its "
                    f"serious_share ({self.serious_share[reason]:g}); the serious class is within it"
                )
        return self


@dataclass(frozen=True)
class Watchlist:
    """The enrolled list; reference i is row i of every array, N rows."""

    group: NDArray[np.int8]
    """(N,) index into the ethnic groups."""
    face_group: NDArray[np.int64]
    """(N,) index into the groups that the system's accuracy is known for."""
    n_face_groups: int
    """Number of those."""
    is_male: NDArray[np.bool_]
    """(N,)."""
    reason: NDArray[np.int8]
    """(N,) index into REASONS."""
    is_serious: NDArray[np.bool_]
    """(N,) listed for an offence of the serious class."""
    quality: NDArray[np.float64]
    """(N,) quality of the enrolled image: 1, or less where it is poor or old."""
    is_four_years: NDArray[np.bool_]
    """(N,) listed for an offence with a maximum of four years or more."""
    is_local: NDArray[np.bool_]
    """(N,) lives in the borough."""
    age_years: NDArray[np.int8]
    """(N,) 10 to 64."""
    image_age_years: NDArray[np.int8]
    """(N,) whole years since the enrolled image was taken."""
    wanted_days: NDArray[np.float64]
    """(N,) since when they have been wanted."""

    @property
    def size(self) -> int:
        """Number of references N."""
        return self.group.size

    @property
    def counts(self) -> NDArray[np.int64]:
        """Number of references of each group that the system's accuracy is known for."""
        return np.bincount(self.face_group, minlength=self.n_face_groups)

    def first(self, n: int) -> Watchlist:
        """Return the first `n` entries, or all if there are fewer."""
        return self._of(slice(n))

    def _of(self, kept: slice | NDArray[np.bool_]) -> Watchlist:
        columns: dict[str, Any] = {
            name: column[kept] for name, column in vars(self).items() if isinstance(column, np.ndarray)
        }
        return replace(self, **columns)

    def under(self, settings: WatchlistSettings) -> tuple[Watchlist, NDArray[np.int64]]:
        """Return what a policy leaves of a list: its scope, its ages of people and images, and its authorisation.

        Returns
        -------
        tuple[Watchlist, NDArray[np.int64]]
            The list that is enrolled, in the same order, and the place on it of each entry (N,), -1 for those left out.

        Raises
        ------
        RunError
            If nobody is left.
        """
        everybody = np.ones(self.size, bool)
        in_scope = {
            "all_warrants": everybody,
            "serious": self.is_serious,
            "four_years": self.is_four_years,
            "local": self.is_local,
        }[settings.scope]
        kept = in_scope & (self.age_years >= settings.minimum_age)
        kept &= self.wanted_days >= settings.authorisation_delay_days
        if settings.image_age_max_years is not None:
            kept &= self.image_age_years <= settings.image_age_max_years
        if not kept.any():
            raise RunError(
                "lfr.watchlist.scope",
                f"nobody is on the list ({_terms(settings)}, of {self.size:,})",
                "a wider scope, or a longer list",
            )
        place = np.where(kept, np.cumsum(kept) - 1, -1)
        return self._of(kept), place


def enrol(
    settings: WatchlistSettings,
    *,
    groups: Sequence[str],
    face_group: NDArray[np.int64] | None = None,
    local_share: float = 0.0,
    streams: Streams,
) -> Watchlist:
    """Put people on the list.

    An entry depends on the seed and its number only: a longer list begins with the shorter one, and
    changed shares move as few references as they can.

    Parameters
    ----------
    groups
        The ethnic groups, G of them.
    face_group
        (G,): as which of the groups that the system's accuracy is known for each of them goes; None: each as itself.
    local_share
        Share of the list that lives in the borough, where the settings leave that to it.

    Raises
    ------
    ValueError
        If the size is 0: an empty list cannot be searched.
    """
    if settings.size == 0:
        raise ValueError("the watchlist is empty (size 0); it needs at least one reference")
    face_group = np.arange(len(groups)) if face_group is None else face_group
    ids = np.arange(settings.size)
    group = choose(settings.group_shares, groups, streams.uniform(Stream.WATCHLIST, ids, _GROUP))
    reason = choose(settings.reasons, REASONS, streams.uniform(Stream.WATCHLIST, ids, _REASON))
    serious = np.array([settings.serious_share[reason] for reason in REASONS])
    is_serious = streams.uniform(Stream.WATCHLIST, ids, _SERIOUS) < serious[reason]
    four_years = np.array([settings.four_years_share[reason] for reason in REASONS])
    # those of the class who are not serious make up the rest of its share
    rest = np.clip((four_years - serious) / np.maximum(1 - serious, 1e-12), 0, 1)
    years = streams.uniform(Stream.WATCHLIST, ids, _AGE)
    is_child = streams.uniform(Stream.WATCHLIST, ids, _CHILD) < settings.child_share
    first, after = np.where(is_child, _YOUNGEST, _ADULT), np.where(is_child, _ADULT, _OLD)
    local = local_share if settings.local_share is None else settings.local_share
    age = first + (years * (after - first)).astype(np.int64)
    image_age = _exponential(settings.image_age_mean_years, streams.uniform(Stream.WATCHLIST, ids, _IMAGE))
    image_age = np.minimum(np.floor(image_age), age - _YOUNGEST)
    is_poor = streams.uniform(Stream.WATCHLIST, ids, _QUALITY) < settings.poor_share
    return Watchlist(
        group=group,
        face_group=face_group[group],
        n_face_groups=int(face_group.max()) + 1,
        is_male=streams.uniform(Stream.WATCHLIST, ids, _SEX) < settings.male_share,
        reason=reason,
        is_serious=is_serious,
        quality=np.where(is_poor, settings.poor_quality, 1.0) * (1 - settings.image_loss_per_year) ** image_age,
        is_four_years=is_serious | (streams.uniform(Stream.WATCHLIST, ids, _FOUR_YEARS) < rest[reason]),
        is_local=streams.uniform(Stream.WATCHLIST, ids, _LOCAL) < local,
        age_years=age.astype(np.int8),
        image_age_years=image_age.astype(np.int8),
        wanted_days=_exponential(settings.wanted_mean_days, streams.uniform(Stream.WATCHLIST, ids, _WANTED)),
    )


def _exponential(mean: float, u: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(-mean * np.log1p(-u))


def _terms(settings: WatchlistSettings) -> str:
    """Say whom a policy enrols."""
    terms = [settings.scope, f"from {settings.minimum_age} years"]
    if settings.image_age_max_years is not None:
        terms.append(f"images up to {settings.image_age_max_years:g} years old")
    if settings.authorisation_delay_days:
        terms.append(f"wanted for {settings.authorisation_delay_days:g} days or more")
    return ", ".join(terms)
