"""`passerby recognition`: check a profile, draw its DET curve, make one of your own scores."""

from __future__ import annotations

import math
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.options import Json, Place, Policies, Seed, Settings, reporting
from sim.cli.progress import waiting
from sim.cli.recognition_tables import counts_of, print_checked, print_counts, print_det
from sim.core.documents import json_text
from sim.core.errors import ScenarioError
from sim.core.streams import Streams
from sim.core.whole_file import check_there, write_there
from sim.recognition.accuracy.det import det_curve, det_rows
from sim.recognition.accuracy.profile import Profile
from sim.recognition.vector.checking import check, n_steps
from sim.recognition.vector.recogniser import Embedding
from sim.recognition.watchlist import WatchlistSettings, enrol
from sim.report.console import counting, plain_console, shown
from sim.report.layout import print_table
from sim.scenario.group_schemes import default_groups
from sim.scenario.load import calibrated, document, dump, load, load_profile
from sim.scenario.own_profile import profile_of_scores, profile_of_table
from sim.scenario.shipped import file_or_shipped, policy_file

__all__ = ["app"]

_USUAL_POLICY = "lfr_fixed_2025"

app = typer.Typer(
    no_args_is_help=True, help="How accurate a recognition system is: check, draw, or make one of your own scores."
)

Named = Annotated[
    str,
    typer.Argument(metavar="PROFILE", help="A shipped profile's name, or a profile's file (YAML).", show_default=False),
]
Thresholds = Annotated[
    list[float] | None,
    typer.Option("--threshold", metavar="T", min=0.0, max=1.0, help="Threshold; may be given more than once."),
]
Sizes = Annotated[
    list[int] | None,
    typer.Option(
        "--watchlist-size",
        metavar="N",
        min=1,
        max=1_000_000,
        help="References on the list; may be given more than once.",
    ),
]


@app.command("check")
@reporting
def check_command(
    profile: Named,
    threshold: Thresholds = None,
    watchlist_size: Sizes = None,
    searches: Annotated[int, typer.Option(min=100, help="Searches of people who are not listed, a group.")] = 20_000,
    mated: Annotated[int, typer.Option(min=100, help="Captures of listed people, a group.")] = 10_000,
    seed: Seed = 1,
    as_json_: Json = False,
) -> None:
    """Set what a profile states beside the closed form of the system, and beside what real searches achieve."""
    given = load_profile(profile)
    calibrated(given, profile)
    at, sizes = tuple(threshold or ()), tuple(watchlist_size or ())
    with counting() as bar:
        task = bar.add_task("Searching", total=n_steps(given, thresholds=at, sizes=sizes))
        rows = list(
            check(
                given,
                Embedding(),
                thresholds=at,
                sizes=sizes,
                seed=seed,
                searches=searches,
                mated=mated,
                done=lambda: bar.advance(task),
            )
        )
    if as_json_:
        typer.echo(
            json_text(
                {
                    "profile": given.name,
                    "seed": seed,
                    "rates": [asdict(row) for row in rows],
                    "counts": counts_of(given),
                }
            )
        )
    else:
        print_checked(given, rows, plain_console())


@app.command("det")
@reporting
def det_command(
    profile: Named,
    watchlist_size: Annotated[
        int, typer.Option(metavar="N", min=1, max=1_000_000, help="References on the list.")
    ] = 10_000,
    png: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the picture here.")] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write the whole curve here, as JSON.")
    ] = None,
    as_json_: Json = False,
) -> None:
    """Print the DET curve at some twenty thresholds, in rates and in people; write all of it, and draw it."""
    from sim.report.det_picture import det_json, write_det  # the drawing library is slow to load

    given = load_profile(profile)
    calibrated(given, profile)
    curve = det_curve(given, Embedding(), watchlist_size=watchlist_size)
    if png is not None:
        write_det(curve, given.name, png)
    if output is not None:
        write_there(output, f"{det_json(curve, given.name)}\n".encode())
    if as_json_:
        typer.echo(det_json(curve, given.name))
    else:
        rows = det_curve(given, Embedding(), watchlist_size=watchlist_size, at=det_rows(given, curve))
        print_det(given, rows, plain_console())


@app.command("profile")
@reporting
def profile_command(
    mated: Annotated[Path | None, typer.Option(metavar="CSV", help="Mated scores: columns score and group.")] = None,
    non_mated: Annotated[Path | None, typer.Option(metavar="CSV", help="Non-mated scores: likewise.")] = None,
    threshold: Annotated[
        float | None, typer.Option(metavar="T", help="The threshold, on the scale of the scores.")
    ] = None,
    watchlist_size: Annotated[int | None, typer.Option(metavar="N", help="References that FPIR is stated for.")] = None,
    table: Annotated[
        Path | None,
        typer.Option(metavar="CSV", help="Instead: a table with threshold, watchlist_size, group, fpir, tpir."),
    ] = None,
    lower_is_better: Annotated[
        bool, typer.Option("--lower-is-better", help="The scores, and the threshold, are distances of 0 or more.")
    ] = False,
    name: Annotated[str, typer.Option(help="What the system is called.")] = "My own scores",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write the profile here.")
    ] = None,
    as_json_: Json = False,
) -> None:
    """Turn comparison scores, or a table of operating points, into a profile."""
    made = _made(mated, non_mated, threshold, watchlist_size, table, lower_is_better, name)
    if output is not None:
        write_there(output, f"# {' '.join(shown(name).split())}\n{dump(made)}".encode())
    if as_json_:
        typer.echo(json_text({"profile": made.model_dump(mode="json"), "counts": counts_of(made)}))
    elif output is None:
        typer.echo(dump(made))
    else:
        print_counts(made, plain_console())


@app.command("frames")
@reporting
def frames_command(
    place: Place,
    at: Annotated[str, typer.Option(metavar="HH:MM", help="The moment.")],
    policy: Policies = None,
    set_: Settings = None,
    camera: Annotated[str | None, typer.Option(metavar="ID", help="Which camera; the fullest by default.")] = None,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="The picture.")] = Path("frame.png"),
    seed: Seed = 1,
    as_json_: Json = False,
) -> None:
    """Paint what a camera sees, with boxes, scores and the names of listed synthetic identities."""
    # networks: only who asks for pictures waits for them
    from sim.day.annotated_frame import MINUTE_SETTINGS, frame_of, hour_of
    from sim.recognition.image.png import png_of
    from sim.recognition.image.scene import synthetic_name

    check_there(output)
    console = plain_console(stderr=True)
    settings = [*(set_ or ()), f"day.start_h={hour_of(at) - 1 / 60:.6f}", *MINUTE_SETTINGS]
    found_place = file_or_shipped(place, "places")
    overlays = [file_or_shipped(one, "policies") for one in policy or ()]
    data = document(found_place, "place").data
    if not overlays and not (isinstance(data, dict) and data.get("lfr")):
        overlays = [policy_file(_USUAL_POLICY)]
        console.print(f"the place has no facial recognition by itself; taking the policy {_USUAL_POLICY}")
    scenario = load(found_place, policies=overlays, settings=settings)
    if scenario.lfr is None or scenario.lfr.recognition.backend.kind != "image":
        scenario = load(found_place, policies=overlays, settings=[*settings, "lfr.recognition.backend={kind: image}"])
    with waiting("Walking the street and painting", console):
        seen, scene = frame_of(scenario, seed=seed, camera_id=camera)
    write_there(output, png_of(scene.picture))
    found = [
        asdict(sighting)
        | {"name": synthetic_name(sighting.reference) if sighting.is_candidate else None}
        | {"score": None if math.isnan(sighting.score) else sighting.score}
        for sighting in scene.sightings
    ]
    if as_json_:
        typer.echo(json_text({"camera": seen.id, "at": at, "picture": str(output), "faces": found}))
    else:
        named = sum(sighting.is_candidate for sighting in scene.sightings)
        typer.echo(f"{output}: camera {seen.id} at {at}, {len(found)} faces found, {named} named")


@app.command("measure")
@reporting
def measure_command(
    references: Annotated[int, typer.Option(min=10, max=240, help="References on the list.")] = 200,
    seed: Seed = 1,
    as_json_: Json = False,
) -> None:
    """Measure the image back end on rendered heads that it was not fitted on; its rates are its own."""
    from sim.recognition.image.measure import measure
    from sim.recognition.image.recogniser import Image, ImageRecogniser

    streams = Streams(seed)
    with waiting("Drawing, finding and comparing faces", plain_console(stderr=True)):
        groups = default_groups().names
        watchlist = enrol(WatchlistSettings(size=references), groups=groups, streams=streams)
        recogniser = ImageRecogniser.enrol(
            Image(references=references), watchlist, light=1.0, blur_px=0.0, streams=streams
        )
        measured = measure(recogniser, streams=streams)
    if as_json_:
        typer.echo(json_text(asdict(measured)))
        return
    console = plain_console()
    console.print(
        "The image back end on rendered heads that it was not fitted on. These rates are its own, and no police"
    )
    console.print(f"system's; it says nothing about any group of people.\n{measured.conditions}")
    rows = [("faces found", measured.detected), ("mate first of all references", measured.rank_one)]
    for at in measured.at:
        rows += [(f"TPR at FMR {at.fmr:g} (from score {at.threshold:.3f})", at.tpr)]
        for size in at.sizes:
            rows += [(f"    TPIR, {size.n_references} references", size.tpir)]
            rows += [(f"    FPIR, {size.n_references} references", size.fpir)]
    cells = [(name, f"{count.share:.4f}", f"{count.n:,} of {count.of:,}") for name, count in rows]
    print_table(console, ("", "share", "counted"), cells)


def _made(
    mated: Path | None,
    non_mated: Path | None,
    threshold: float | None,
    watchlist_size: int | None,
    table: Path | None,
    lower_is_better: bool,
    name: str,
) -> Profile:
    if table is not None:
        if mated or non_mated or threshold is not None or watchlist_size is not None or lower_is_better:
            raise ScenarioError("--table", "a table stands by itself", "leave out the scores, threshold and list size")
        return profile_of_table(table, name=name)
    if mated is None or non_mated is None or threshold is None or watchlist_size is None:
        raise ScenarioError(
            "passerby recognition profile",
            "something is missing",
            "give --mated, --non-mated, --threshold and --watchlist-size, or --table",
        )
    return profile_of_scores(
        mated,
        non_mated,
        threshold=threshold,
        watchlist_size=watchlist_size,
        name=name,
        lower_is_better=lower_is_better,
    )
