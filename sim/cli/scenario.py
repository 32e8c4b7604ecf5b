"""Scenarios at the command line: `passerby validate` and `schema`, and how other commands read what is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer

from sim.cli.options import Place, Policies, Settings, reporting
from sim.cli.progress import waiting
from sim.core.documents import json_text
from sim.day.enrolment import wanted_by
from sim.population.home import listed_rates
from sim.report.console import plain_console, shown
from sim.scenario.load import json_schema, load
from sim.scenario.schema import Scenario
from sim.scenario.shipped import file_or_shipped

__all__ = ["load_asked", "schema", "validate"]


@reporting
def validate(place: Place, policy: Policies = None, set_: Settings = None) -> None:
    """Check a scenario without running it."""
    scenario = load_asked(place, policy, set_)
    typer.echo(shown(f"{place}: a valid scenario ({scenario.name}; {scenario.policy}; {_home_of(scenario)})"))
    for note in scenario.map_notes:
        typer.echo(shown(note))


@reporting
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors."""
    typer.echo(json_text(json_schema()))


def load_asked(place: Path, policies: Sequence[Path] | None, settings: Sequence[str] | None) -> Scenario:
    """Return the scenario that a command line asks for."""
    with waiting("Reading the scenario (and compiling, the first time)", plain_console(stderr=True)):
        overlays = [file_or_shipped(policy, "policies") for policy in policies or ()]
        return load(file_or_shipped(place, "places"), policies=overlays, settings=settings or ())


def _home_of(scenario: Scenario) -> str:
    """Return what the home borough says of who is listed."""
    population = scenario.population
    if population.listed_share is not None:
        return (
            f"in {population.borough}; 1 in {1 / max(population.listed_share, 1e-12):,.0f} people on the street listed"
        )
    wanted = wanted_by(scenario.lfr)
    local = wanted.share_in(population)
    rates = listed_rates(wanted.size, local_share=local, residents=population.residents, city=population.city)
    visitors = rates.of_visitors(population.city_share_of_visitors)
    return (
        f"in {population.borough}, where {local:.1%} of a list of {wanted.size:,} live; listed are 1 in "
        f"{1 / max(rates.borough, 1e-12):,.0f} residents and 1 in {1 / max(visitors, 1e-12):,.0f} visitors"
    )
