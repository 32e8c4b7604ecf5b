"""A scenario: everything that one simulated day depends on, put together from the parts' own settings.

Each part's settings stand on top of the file that reads them. Adding a recognition model is one
file, and one name in the union below; a walking model, one in `sim.street.walking.models`.
"""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, ValidationInfo, model_validator

from sim.community.exposure import WitnessSettings
from sim.community.trust import Trust
from sim.core.config import Config
from sim.core.errors import SettingsConflict
from sim.core.groups import GroupScheme, spell_out
from sim.evidence.register import assumed, chosen, stated
from sim.policing.adjudication import AdjudicationSettings
from sim.policing.engagement import EngagementSettings
from sim.policing.outcome import OutcomeSettings
from sim.population.people import Population
from sim.recognition.accuracy.kept_checks import check_calibration
from sim.recognition.accuracy.profile import Profile
from sim.recognition.cameras.capture import CaptureSettings
from sim.recognition.cameras.counting import CountingSettings
from sim.recognition.cameras.plan import CameraPlan
from sim.recognition.cameras.site import Site
from sim.recognition.image.recogniser import Image
from sim.recognition.vector.recogniser import Embedding
from sim.recognition.watchlist import WatchlistSettings
from sim.scenario.changes import THRESHOLD, Change, changes_text, named_by_threshold
from sim.scenario.fit import check_cameras, check_footfall, check_sites, check_usable, check_zones
from sim.scenario.group_schemes import default_groups
from sim.scenario.moved_cameras import sites_as_wide
from sim.scenario.planned_cameras import sites_on
from sim.scenario.ranges import Ranges, check_ranges
from sim.street.arrivals import Footfall
from sim.street.behaviour import Behaviour
from sim.street.geometry import compile_geometry
from sim.street.street_map import StreetMap
from sim.street.streets import Street, map_of
from sim.street.walking.anticipating import Anticipating
from sim.street.walking.models import WalkingModel

__all__ = [
    "LFR",
    "VIEWS_UNASKED",
    "Backend",
    "Community",
    "Day",
    "Recognition",
    "Scenario",
    "check_recognition",
]

VIEWS_UNASKED = "views_unasked"
"""In the context of validation: whether cameras get usable faces is not asked of places. A programme asks it itself."""


def _usual_kind(backend: Any) -> Any:
    return {"kind": "embedding", **backend} if isinstance(backend, dict) else backend


Backend = Annotated[Embedding | Image, Field(discriminator="kind"), BeforeValidator(_usual_kind)]
"""The recognition back ends, one name each; settings without a `kind` are of vectors."""


class Day(Config):
    """When the simulated day begins and how long it lasts."""

    start_h: float = chosen(11.0, unit="hour of the day", ge=0, lt=24)
    """When the deployment begins, or would begin if there were one."""
    duration_h: float = chosen(5.6, unit="h", gt=0, le=12)
    """How long it lasts; 5.6 hours is the mean of the deployments of January to May 2025."""
    warm_up_s: float = assumed(
        600.0,
        "long enough for the street to fill before the cameras start",
        unit="s",
        low=300.0,
        high=1200.0,
        ge=0,
        le=3600,
    )
    """For how long people arrive before the deployment begins."""

    @model_validator(mode="after")
    def _ends_today(self) -> Self:
        if self.start_h + self.duration_h > 24:
            raise ValueError(
                f"the day ends at {self.start_h + self.duration_h:g} h (start_h {self.start_h:g} + duration_h "
                f"{self.duration_h:g}), and must end by 24 h"
            )
        return self


class Community(Config):
    """Who sees what, and how trust answers."""

    witnessing: WitnessSettings = WitnessSettings()
    """Who notices a stop."""
    trust: Trust = Trust()
    """How trust is moved."""


class Recognition(Config):
    """The recognition system."""

    profile: Profile
    """How accurate it is: the name of a shipped profile, a profile's file, or the profile itself. The image back end
    has an accuracy of its own and does not read it."""
    draw: int | None = chosen(None, unit="", ge=0, le=1_000_000)
    """Which draw from what the profile's counts leave open; null takes its rates as they were counted."""
    given_false_alert: str | None = None
    """Simulate a day on which somebody of this group who is not listed is alerted, and say how rare that is."""
    backend: Backend = Embedding()
    """How templates are made and searched."""

    @model_validator(mode="after")
    def _can_be_calibrated(self) -> Self:
        if not isinstance(self.backend, Embedding):
            for name in ("draw", "given_false_alert"):
                if (value := getattr(self, name)) is not None:
                    raise SettingsConflict(
                        (name,),
                        f"the {self.backend.kind} back end cannot be told what to return "
                        f"({name}: {value}); set it to null, or take kind: embedding",
                    )
            return self
        try:
            check_calibration(
                self.profile, dimension=self.backend.dimension, ungrouped_share=self.backend.ungrouped_share
            )
        except SettingsConflict as misfit:
            raise SettingsConflict(("profile", *misfit.path), str(misfit)) from None
        return self


def check_recognition(recognition: Recognition, groups: GroupScheme) -> None:
    """Refuse a system that knows nothing of a group, or a false alert of a group that is none.

    Raises
    ------
    SettingsConflict
        From the keys of `recognition`.
    """
    wanted, known = recognition.given_false_alert, recognition.profile.groups
    if wanted is not None and wanted not in groups.names:
        raise SettingsConflict(
            ("given_false_alert",), f"no such group ({wanted}); the groups are {', '.join(groups.names)}"
        )
    absent = groups.unknown_to(known)
    if absent and isinstance(recognition.backend, Embedding):
        wholes = sorted({group.part_of for group in groups.groups.values() if group.part_of is not None})
        raise SettingsConflict(
            ("profile",),
            f"no operating point for {', '.join(absent)}, whom the population has; the profile has "
            f"{', '.join(known)}, and needs all of {', '.join(groups.names)}"
            + (f", or of {', '.join(wholes)}" if wholes else ""),
        )


class LFR(Config):
    """A deployment of live facial recognition."""

    name: str = Field(min_length=1, max_length=200)
    """What the policy is called where results are shown."""
    sites: tuple[str, ...] = Field(min_length=1)
    """The camera sites in use, by their names in the place's geometry."""
    threshold: float = chosen(0.64, unit="vendor's score", gt=0, le=1)
    """The lowest comparison score that raises an alert."""
    watchlist: WatchlistSettings = WatchlistSettings()
    """Who is on the list."""
    recognition: Recognition
    """The recognition system, and how accurate it is."""
    capture: CaptureSettings = CaptureSettings()
    """What cameras see."""
    counting: CountingSettings = CountingSettings()
    """How faces seen are counted."""
    adjudication: AdjudicationSettings = AdjudicationSettings()
    """How the operator looks at alerts."""
    engagement: EngagementSettings = EngagementSettings()
    """How officers stop people."""
    outcome: OutcomeSettings = OutcomeSettings()
    """How stops end."""

    @model_validator(mode="after")
    def _list_is_not_empty(self) -> Self:
        if self.watchlist.size == 0:
            raise ValueError(
                "the watchlist is empty (size 0) while facial recognition is on; enrol at least "
                "one reference, or switch facial recognition off with `lfr: null`"
            )
        return self

    @model_validator(mode="after")
    def _every_call_finds_officers(self) -> Self:
        engagement = self.engagement
        least = engagement.dispatch.least_officers(len(self.sites))
        if engagement.officers < least:
            raise SettingsConflict(
                ("engagement", "officers"),
                f"too few officers to be sent by `{engagement.dispatch.kind}` to {len(self.sites)} sites "
                f"({engagement.officers}); at least {least}, or another kind of dispatch",
            )
        return self


class Scenario(Config):
    """A place, its people, and what the police do there on one day."""

    name: str = Field(min_length=1, max_length=200)
    """The place, as results name it."""
    about: str = Field(default="", max_length=4000)
    """What is surveyed and what is approximate."""
    attribution: str = Field(default="", max_length=4000)
    """Whose data the place is made from; shown with every map."""
    map_notes: tuple[str, ...] = Field(default=(), exclude_if=lambda notes: not notes)
    """What was done to its map where it was read, such as turning the coordinates of a grid into metres; kept here, and
    not to be written by hand."""
    groups: GroupScheme = Field(default_factory=default_groups)
    """The ethnic groups that are told apart: the name of a shipped scheme, a scheme's file, or the scheme itself.
    Where a setting by group says nothing of a group, it has what is said of the group that it is part of."""
    street: Street
    """The walkable area with its entrances and shops: a map, or `kind: generic` for a street without one."""
    sites: dict[str, Site] = Field(default_factory=dict)
    """Where cameras stand or stood: a deployment uses some of them. A street without a map has those that are planned
    on it too, `van`, `south` and `north`, unless these take their places."""
    camera_plan: CameraPlan | None = None
    """How cameras are planned on a street without a map; null for the usual plan there, and with a map."""
    day: Day = Day()
    """When, and for how long."""
    footfall: Footfall
    """How many people come, when, and from where."""
    behaviour: Behaviour = Behaviour()
    """Groups, stops and desired speeds."""
    walking: WalkingModel = Anticipating()
    """How people walk."""
    population: Population = Population()
    """Who they are."""
    community: Community = Community()
    """Who sees what, and how trust answers."""
    lfr: LFR | None = None
    """The deployment, or null for a day without one."""
    ranges: Ranges = stated(unit="as the setting", default_factory=dict)
    """How uncertain numbers of this file are: from the lowest to the highest value, by name
    (`footfall.people_per_day: [33000, 46000]`). An ensemble draws from it, and not from what the setting has over all
    places."""
    changes: tuple[Change, ...] = ()
    """What was changed from what the files say, by single settings; kept here, and not to be written by hand."""

    @model_validator(mode="after")
    def _is_spelled_out(self) -> Self:
        spell_out(self, self.groups)
        if self.lfr is not None:
            try:
                check_recognition(self.lfr.recognition, self.groups)
            except SettingsConflict as misfit:
                raise SettingsConflict(("lfr", "recognition", *misfit.path), str(misfit)) from None
        return self

    @model_validator(mode="after")
    def _fits_together(self, info: ValidationInfo) -> Self:
        try:
            street = self.street_map
        except SettingsConflict as misfit:
            raise SettingsConflict(("street", *misfit.path), str(misfit)) from None
        check_ranges(self, self.ranges, whole=(Scenario,))
        sites, geometry = self.all_sites, compile_geometry(street)
        check_sites(sites, () if self.lfr is None else self.lfr.sites)
        check_cameras(geometry, sites)
        check_zones(geometry, sites)
        if not (info.context or {}).get(VIEWS_UNASKED):
            capture = CaptureSettings() if self.lfr is None else self.lfr.capture
            check_usable(geometry, self.used_sites, capture, self.population)
        check_footfall(
            geometry, self.footfall, self.behaviour, start_h=self.day.start_h, duration_s=self.day.duration_h * 3600
        )
        return self

    @property
    def policy(self) -> str:
        """What the policy is called where results are shown: by its values, and with what was changed."""
        if self.lfr is None:
            return f"No facial recognition{changes_text(self.changes)}"
        name = named_by_threshold(self.lfr.name, self.lfr.threshold, self.changes)
        return name + changes_text(self.changes, without=THRESHOLD)

    @property
    def street_map(self) -> StreetMap:
        """The map of the street: its own as wide as it is said to be, or what is drawn of one that has none."""
        return map_of(self.street)

    @property
    def all_sites(self) -> dict[str, Site]:
        """The sites of the place: those that are planned on a street without a map, and its own as wide as it is."""
        return sites_on(self.street, self.camera_plan) | sites_as_wide(self.street, self.sites)

    @property
    def used_sites(self) -> dict[str, Site]:
        """The sites that the deployment uses, or all of the place where there is none."""
        sites = self.all_sites
        return sites if self.lfr is None else {name: sites[name] for name in self.lfr.sites}
