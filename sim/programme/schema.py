"""A programme: a calendar of deployments over several streets, and the borough that lives with it.

Each part's settings stand on top of the file that reads them; here they are put together and checked against each
other before anything runs.
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Literal, Self

from pydantic import Field, model_validator

from sim.community.avoidance import AvoidanceSettings
from sim.community.meetings import Meetings
from sim.community.memory import TrustDynamics
from sim.community.news import News
from sim.community.open_days import OpenDays
from sim.community.opinion import Opinion
from sim.community.support import Support
from sim.core.config import Config
from sim.core.errors import SettingsConflict
from sim.core.groups import GroupScheme, in_groups, spell_out
from sim.evidence.register import assumed, chosen, stated
from sim.policing.cost import Cost
from sim.policing.stop_and_search import StopAndSearch
from sim.population.borough import Borough
from sim.population.habits import Habits
from sim.population.listing import ListingSettings
from sim.population.network import Network, check_network
from sim.programme.dates import CalendarEntry, Meeting, OpenDay, Pause
from sim.programme.siting import InProportion, Siting
from sim.recognition.image.recogniser import Image
from sim.scenario.changes import Change
from sim.scenario.fit import check_usable
from sim.scenario.group_schemes import default_groups
from sim.scenario.ranges import Ranges, check_ranges
from sim.scenario.schema import LFR, Community, Recognition, Scenario, check_recognition
from sim.street.geometry import compile_geometry

__all__ = [
    "CommunityDynamics",
    "Feedback",
    "Force",
    "Programme",
    "Street",
]

_DAY_H = 24.0


class Street(Config):
    """A street where there may be deployments."""

    place: Scenario
    """The name of a shipped place, a place's file, or the scenario itself. Who lives in the programme's borough, and
    who is listed, are the programme's; of the place's population only the mix of people on the street is read, and its
    borough where that is another."""
    x_km: float = chosen(0.0, unit="km", ge=-100, le=100)
    """Where it lies east of the borough's middle, in the frame of the borough's areas."""
    y_km: float = chosen(0.0, unit="km", ge=-100, le=100)
    """Where it lies north of it."""
    resident_share: float | None = assumed(
        None,
        "of a street in the programme's borough the place's own share; of one in another borough as many of those from "
        "the rest of the city as of the city's people",
        unit="share of the people on the street",
        ge=0,
        le=1,
    )
    """Share of the people on this street who live in the programme's borough; null lets it follow from the place."""
    crimes_per_year: float = assumed(
        1000.0,
        "recorded crime of single streets was not at hand; only the comparison between streets matters, and "
        "only to siting rules that read it",
        unit="recorded crimes a year",
        low=100,
        high=5000,
        ge=0,
        le=1e6,
    )
    """Recorded crime before the programme."""
    crimes_per_officer_hour: float | None = chosen(None, unit="recorded crimes", ge=0, le=100)
    """Crimes recorded on this street because officers were there, for each hour of one; null for the feedback's."""
    residents: float = assumed(
        25_000.0,
        "no count of residents round these streets was at hand; wards have 10,000 to 18,000, and only the "
        "comparison between streets matters, and only to the siting rule by population",
        unit="people",
        low=5000,
        high=60_000,
        gt=0,
        le=1e7,
    )
    """Residents whose street this is, for the siting rule by population."""


class Force(Config):
    """The officers that deployments take."""

    officers: int = chosen(24, unit="officers", ge=1, le=50_000)
    """All officers who can be at deployments at one time."""
    teams: dict[str, int] = chosen({"a": 12, "b": 12}, unit="officers", min_length=1)
    """Teams by name, and how many officers each has; a team is at one place at a time."""

    @model_validator(mode="after")
    def _has_so_many(self) -> Self:
        if min(self.teams.values()) < 1:
            raise SettingsConflict(("teams",), f"a team has no officer ({self.teams}); each has 1 or more")
        if sum(self.teams.values()) > self.officers:
            raise SettingsConflict(
                ("teams",),
                f"the teams have more officers ({sum(self.teams.values())}) than the force "
                f"({self.officers}); raise `officers`, or make teams smaller",
            )
        return self


class Feedback(Config):
    """How recorded crime follows the police."""

    crimes_per_officer_hour: float = chosen(0.0, unit="recorded crimes", ge=0, le=100)
    """Crimes recorded because officers were there, for each hour of one, on streets that do not say otherwise; 0, as
    is, unless a user says otherwise. Siting rules read what was recorded in the twelve months before."""
    lfr_effect: float = chosen(0.0, unit="share", ge=-1, le=1)
    """Share by which a deployment a week changes recorded crime on its street. 0 unless a user says otherwise: no
    study has found what facial recognition does to crime. Whatever is set here is the user's own."""


class CommunityDynamics(Config):
    """How trust moves over months."""

    memory: TrustDynamics = TrustDynamics()
    """How long what people lived through lasts, and the trend in the background."""
    opinion: Opinion = Opinion()
    """How people take on each other's views."""
    news: News = News()
    """Who reads of deployments, and what it does."""
    meetings: Meetings = Meetings()
    """Who comes to meetings, and what it does."""
    open_days: OpenDays = OpenDays()
    """Who comes to open days, and what it does."""
    avoiding: AvoidanceSettings = AvoidanceSettings()
    """Who keeps away from cameras, and how."""


class Programme(Config):
    """Deployments over months and places, and the people of a borough."""

    name: str = Field(min_length=1, max_length=200)
    """What it is called where results are shown."""
    about: str = Field(default="", max_length=4000)
    """What it stands for, and what of it is assumed."""
    begins: date
    """The first day."""
    months: int = chosen(12, unit="months", ge=1, le=120)
    """How long it lasts."""
    fidelity: Literal["passage", "micro"] = "passage"
    """Put days together from tables of walks, or walk every pedestrian of every deployment."""
    groups: GroupScheme = Field(default_factory=default_groups)
    """The ethnic groups that are told apart, of residents and of the people on every street: the name of a shipped
    scheme, a scheme's file, or the scheme itself."""
    borough: Borough = Borough()
    """Who lives there, and who comes from outside."""
    network: Network = Network()
    """Who knows whom."""
    habits: Habits = Habits()
    """Who goes where how often."""
    listing: ListingSettings = ListingSettings()
    """Who of them is wanted."""
    streets: dict[str, Street] = Field(min_length=1)
    """Where there may be deployments, by a name of your choice."""
    force: Force = Force()
    """The officers."""
    calendar: tuple[CalendarEntry, ...] = ()
    """Deployments on given days."""
    siting: tuple[Siting, ...] = ()
    """Rules that choose further ones."""
    pauses: tuple[Pause, ...] = ()
    """Times in which neither brings any."""
    meetings: tuple[Meeting, ...] = ()
    """Public meetings."""
    open_days: tuple[OpenDay, ...] = ()
    """Deployments to which people are invited."""
    publications: tuple[date, ...] = ()
    """Days on which the results so far are published."""
    lfr: LFR | None = None
    """What a deployment is; null for one without facial recognition."""
    stop_and_search: StopAndSearch | None = None
    """Officers who stop and search on the same streets at the same hours, instead of or beside `lfr`."""
    community: Community = Community()
    """Who sees a stop, and how contact moves trust."""
    trust: CommunityDynamics = CommunityDynamics()
    """How trust moves over months."""
    support: Support = Support()
    """What people think of the cameras, apart from their trust in the police."""
    feedback: Feedback = Feedback()
    """What follows from where the police are."""
    cost: Cost = Cost()
    """What officers and equipment cost."""
    ranges: Ranges = stated(unit="as the setting", default_factory=dict)
    """How uncertain numbers of this file are: from the lowest to the highest value, by name. An ensemble draws from it,
    and not from what the setting has everywhere."""
    changes: tuple[Change, ...] = ()
    """What was changed from what the files say, by single settings; kept here, and not to be written by hand."""

    @model_validator(mode="after")
    def _is_spelled_out(self) -> Self:
        streets = {name: self._with_its_groups(name, street) for name, street in self.streets.items()}
        object.__setattr__(self, "streets", streets)
        spell_out(self, self.groups)
        if self.stop_and_search is not None:
            self._check_stop_and_search(self.stop_and_search)
        if self.lfr is not None:
            self._check_recognition(self.lfr.recognition)
        return self

    def _with_its_groups(self, name: str, street: Street) -> Street:
        """Return a street whose place has the programme's groups."""
        place, path = street.place, ("streets", name, "place")
        if place.groups not in (self.groups, default_groups()):
            raise SettingsConflict(
                (*path, "groups"),
                f"the place has other groups ({place.groups.name}) than the programme ({self.groups.name}); give the "
                "programme the same `groups`, or leave out the place's",
            )
        place = in_groups(place.model_copy(update={"groups": self.groups}), self.groups, path)
        return street.model_copy(update={"place": place})

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        check_ranges(self, self.ranges, whole=(Programme, Street, Scenario))
        self._check_places()
        self._check_calendar()
        if self.lfr is not None:
            self._check_policy(self.lfr)
        self._check_officers()
        check_network(self.borough, self.groups.names, self.network)
        return self

    def _check_places(self) -> None:
        known = ", ".join(self.streets)
        for name, street in self.streets.items():
            self._check_origins(name, street)
        for k, entry in enumerate(self.calendar):
            if entry.place not in self.streets:
                raise SettingsConflict(
                    ("calendar", k, "place"), f"there is no such street ({entry.place}); the programme has {known}"
                )
            if entry.team not in self.force.teams:
                raise SettingsConflict(
                    ("calendar", k, "team"),
                    f"there is no such team ({entry.team}); the force has {', '.join(self.force.teams)}",
                )
        for k, siting in enumerate(self.siting):
            for place in siting.places:
                if siting.places.count(place) > 1:
                    raise SettingsConflict(
                        ("siting", k, "places"), f"a street is named twice ({place}); each is named once"
                    )
            numbers = siting.to if isinstance(siting, InProportion) else {}
            for key, named in (("places", siting.places), ("to", numbers)):
                for place in named:
                    if place not in self.streets:
                        raise SettingsConflict(
                            ("siting", k, key), f"there is no such street ({place}); the programme has {known}"
                        )
            if numbers and not any(numbers.get(place, 0) for place in siting.places or self.streets):
                raise SettingsConflict(
                    ("siting", k, "to"),
                    f"none of the rule's streets has a number above 0 ({', '.join(siting.places)}); one at least must",
                )

    def _check_origins(self, name: str, street: Street) -> None:
        population, own = street.place.population, street.resident_share
        if own is None or population.borough == self.borough.name:
            return
        if population.borough in (area.name for area in self.borough.areas):
            if own < population.resident_share_of_street:
                raise SettingsConflict(
                    ("streets", name, "resident_share"),
                    f"fewer of the street's people live in {self.borough.name} ({own:g}) than in {population.borough}, "
                    f"a part of it ({population.resident_share_of_street:g}, the place's resident_share_of_street); "
                    "at least as many do",
                )
            return
        if own + population.resident_share_of_street > 1 + 1e-9:
            raise SettingsConflict(
                ("streets", name, "resident_share"),
                f"more than all people of the street live in {self.borough.name} ({own:g}) and in {population.borough} "
                f"({population.resident_share_of_street:g}, the place's resident_share_of_street); the two sum to at "
                "most 1",
            )

    def _check_calendar(self) -> None:
        last = self.begins.year + (self.begins.month - 1 + self.months) // 12
        if last > date.max.year:
            raise SettingsConflict(
                ("begins",),
                f"the programme ends in the year {last} (begins {self.begins}); it must end by {date.max.year}",
            )
        for k, entry in enumerate(self.calendar):
            if entry.start_h + entry.duration_h > _DAY_H:
                raise SettingsConflict(
                    ("calendar", k, "duration_h"),
                    f"the deployment ends at {entry.start_h + entry.duration_h:g} h; it must end by 24 h",
                )
            if entry.on < self.begins:
                raise SettingsConflict(
                    ("calendar", k, "on"),
                    f"the deployment is before the programme begins ({entry.on}, "
                    f"begins {self.begins}); give a later day",
                )
        order = sorted(
            range(len(self.calendar)),
            key=lambda k: (self.calendar[k].team, self.calendar[k].on, self.calendar[k].start_h),
        )
        for one, other in pairwise(order):
            first, second = self.calendar[one], self.calendar[other]
            if (first.team, first.on) == (second.team, second.on) and first.start_h + first.duration_h > second.start_h:
                raise SettingsConflict(
                    ("calendar", other, "start_h"),
                    f"team {second.team} has two deployments at one time on "
                    f"{second.on} ({first.place} until {first.start_h + first.duration_h:g} h, {second.place} "
                    f"from {second.start_h:g} h); a team is at one place at a time",
                )
        for k, siting in enumerate(self.siting):
            if siting.start_h + siting.duration_h > _DAY_H:
                raise SettingsConflict(
                    ("siting", k, "duration_h"),
                    f"deployments end at {siting.start_h + siting.duration_h:g} h; they must end by 24 h",
                )
            if siting.months is not None and not 1 <= siting.months[0] <= siting.months[1]:
                raise SettingsConflict(
                    ("siting", k, "months"),
                    f"not a first and a last month ({list(siting.months)}); months "
                    "count from 1, and the first is not after the last",
                )
        later = sorted(range(len(self.pauses)), key=lambda k: self.pauses[k].begins)
        for one, other in pairwise(later):
            ends = self.pauses[one].ends
            if ends is None or ends > self.pauses[other].begins:
                raise SettingsConflict(
                    ("pauses", other, "begins"),
                    f"two pauses overlap (from {self.pauses[one].begins} and "
                    f"from {self.pauses[other].begins}); the first must end before the next begins",
                )

    def _check_officers(self) -> None:
        smallest = min(self.force.teams.values())
        stopping = 0 if self.lfr is None else self.lfr.engagement.officers
        searching = 0 if self.stop_and_search is None else self.stop_and_search.officers
        if stopping + searching > smallest:
            path = ("lfr", "engagement", "officers") if stopping else ("stop_and_search", "officers")
            raise SettingsConflict(
                path,
                f"a deployment takes more officers ({stopping + searching}) than every team has "
                f"({smallest}); at most {smallest}, or larger teams",
            )

    def _check_stop_and_search(self, settings: StopAndSearch) -> None:
        try:
            settings.check_groups(self.groups.names)
        except SettingsConflict as misfit:
            raise SettingsConflict(("stop_and_search", *misfit.path), str(misfit)) from None

    def _check_recognition(self, recognition: Recognition) -> None:
        try:
            check_recognition(recognition, self.groups)
        except SettingsConflict as misfit:
            raise SettingsConflict(("lfr", "recognition", *misfit.path), str(misfit)) from None

    def _check_policy(self, lfr: LFR) -> None:
        if isinstance(lfr.recognition.backend, Image):
            raise SettingsConflict(
                ("lfr", "recognition", "backend", "kind"),
                "programmes are searched with vectors (image was given); allowed: embedding",
            )
        if lfr.recognition.given_false_alert is not None:
            raise SettingsConflict(
                ("lfr", "recognition", "given_false_alert"),
                f"a programme's days are not conditioned on a false alert ({lfr.recognition.given_false_alert}); null",
            )
        for name, street in self.streets.items():
            sites = street.place.all_sites
            absent = [site for site in lfr.sites if site not in sites]
            if absent:
                raise SettingsConflict(
                    ("lfr", "sites"),
                    f"{name} has no camera site {', '.join(absent)}; it has "
                    f"{', '.join(sites) or 'none'}, and a policy uses sites that every street of "
                    "the programme has",
                )
            used = {site: sites[site] for site in lfr.sites}
            geometry, population = compile_geometry(street.place.street_map), street.place.population
            check_usable(geometry, used, lfr.capture, population, ("streets", name, "place"))
