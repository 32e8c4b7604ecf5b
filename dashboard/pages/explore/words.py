"""The words of the Explore page."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = [
    "AS_SHARE",
    "BARS",
    "BARS_FILES",
    "BARS_KEY",
    "BARS_NOTE",
    "DOCUMENT",
    "EXPLORE",
    "LEAD",
    "LEVELS",
    "LIMITS",
    "LIMITS_LIST",
    "MENU",
    "NO_DOCUMENT",
    "NO_DOCUMENT_HINT",
    "OTHER",
    "OTHER_STREET",
    "RANGES",
    "SECTIONS",
    "SETTINGS",
    "TRIED",
    "TRIED_COLUMNS",
    "TRIED_NOTE",
    "UNITS",
    "WHERE",
    "citation",
    "source",
]

OTHER_STREET = "This is one street. A street of every borough, to be run as a day of its own"
MENU = "Explore"
EXPLORE = "Explore what would change"
LEAD = (
    "Move a setting: the number of arrests, of false stops and the change in trust follow at once, each with the range "
    "that 9 out of 10 simulated runs lie in. The numbers come from an emulator, a formula that was fitted to runs of "
    "the model, and its own error stands beside them."
)
WHERE = "What it is of"

SECTIONS: Mapping[str, tuple[str, ...]] = {
    "The system": ("threshold", "profile", "recognition_gap", "false_alert_ratio"),
    "The list": ("watchlist", "scope", "list_black", "local_share"),
    "The street and the deployment": ("cameras", "hours", "footfall", "street_black", "team"),
}
"""Which settings stand together; what a document has besides stands below."""
OTHER = "Other settings"
LEVELS: Mapping[str, str] = {
    "met_field_064": "Metropolitan Police, counted in the field",
    "neoface_npl_2023": "NEC NeoFace, laboratory test of 2023",
    "essex_2026": "Essex Police, test of 2026",
    "van": "Van",
    "all_warrants": "Everybody who is wanted",
    "serious": "Wanted for an offence of the serious class",
    "four_years": "For an offence of up to four years or more",
    "local": "Those who live in the borough",
}
UNITS: Mapping[str, str] = {"1/day": "a day", "h": "hours", "vendor's score": "vendor\u2019s score"}
AS_SHARE = "% of "
"""Before what a share is of, where it is shown in per cent."""

SETTINGS: Mapping[str, str | list[str]] = {
    "outcomes": "What the model expects",
    "settings": "Settings",
    "now": "With your settings",
    "unchanged": "Unchanged",
    "key_range": "9 out of 10 runs",
    "key_middle": "middle",
    "key_error": "the emulator\u2019s own error, 9 in 10",
    "key_unchanged": "unchanged settings",
    "range": "{low} to {high}",
    "middle": "middle {value}",
    "error": "Emulator\u2019s own error: the middle lies between {low} and {high}. In runs that it had not seen it was "
             "{off} {unit} off (root mean square).",
    "was": "Unchanged: {low} to {high}",
    "refused": "No answer here",
    "all_refused": "There is no answer with these settings.",
    "allowed": "What was run: {allowed}.",
    "is_set": "{n} of {of} settings changed",
    "one_set": "1 of {of} settings changed",
    "none_set": "All settings are the scenario\u2019s own",
    "reset": "Reset all",
    "why": "Range: {why}.",
    "exact": "Run the model itself",
    "exact_note": "One click runs the model with these settings and, on the same people, draws and chance, without "
                  "them. The first draw of what is uncertain is as given. Runs are kept, and shared with whoever asks "
                  "for the same.",
    "exact_run": "Simulate this exactly",
    "exact_cost": "{runs} runs take {low} to {high} of one processor core.",
    "exact_stored": "These runs are stored, and stand below.",
    "exact_read": "This dashboard shows stored runs; the command below runs the model.",
    "exact_none_here": "The page cannot run this; the command below does.",
    "exact_progress": "How far the run is",
    "exact_cancel": "Cancel the run",
    "exact_runs": "All runs",
    "exact_came": "What the runs came to",
    "exact_columns": [
        "Headline",
        "As given",
        "9 in 10 draws, of how many",
        "Emulator: as given",
        "Emulator: 9 out of 10 runs",
    ],
    "exact_draws_of": "{span}, of {n}",
    "exact_compare": "Compare with unchanged settings, pair by pair",
    "exact_months": "Month by month",
    "exact_source": "Source: comparison {id}.",
    "exact_file": "Numbers ({suffix})",
    "command": "Command",
    "exact_command": "The same at the command line, with draws of what is uncertain",
    "exact_draws": "This command runs the model with these settings 32 times with draws of what is uncertain. It takes "
                   "minutes to an hour, and what is stored is not run again.",
    "exact_wait": "Working out what to run",
    "exact_none": "The command cannot be given: {why}",
    "scenario": "Open one day of it as a scenario",
    "copy": "Copy the command",
    "copied": "Copied",
    "link": "The address of this page holds these settings: it can be cited.",
    "failed": "The emulator could not be loaded. Reload the page to try again.",
    "loading": "Loading the emulator",
    "said": "{label}: {low} to {high} {unit}, middle {value}.",
    "behind": "The numbers behind this",
    "table": "Headlines with your settings and unchanged",
}  # fmt: skip

RANGES = ("Headline", "Middle", "9 out of 10 runs", "Unchanged: middle", "Unchanged: 9 out of 10 runs",
          "Middle, by the emulator\u2019s error")  # fmt: skip

TRIED = "How far this can be relied on"
TRIED_NOTE = (
    "{held} runs were kept from the fit and then predicted. Off is the root mean square error in them, over all "
    "settings. Explained is the share of the differences between runs that the emulator foretold: where it is low, the "
    "range is nearly all chance, and moving a setting tells little."
)
TRIED_COLUMNS = (
    "Headline",
    "Unit",
    "Off in runs it had not seen",
    "Explained",
    "Such runs inside the range of 9 in 10",
)
LIMITS = "What this page does not tell"
LIMITS_LIST = (
    "Settings outside of what was run: it refuses them rather than guess.",
    "Rare runs: 1 in 10 lies outside of a range by its making.",
    "Other places and longer times: it is of the programme named above.",
    "Whether a difference is of the setting or of chance where two ranges overlap: for that, simulate both and compare "
    "them pair by pair.",
)
DOCUMENT = "Emulator"
NO_DOCUMENT = "There is no emulator to ask"
NO_DOCUMENT_HINT = "None of this version of the model came with the product. Make one with `passerby emulate`."


BARS = "Download and cite"
BARS_FILES: Mapping[str, str] = {
    "svg": "Picture, SVG", "csv": "Numbers behind this, CSV", "json": "Numbers behind this, JSON",
}  # fmt: skip
BARS_KEY = (
    "Blue: 9 out of 10 runs. Ring: their middle. White line: the emulator\u2019s own error, 9 in 10. Grey: unchanged "
    "settings."
)
BARS_NOTE = "These addresses hold the settings."


def citation(name: str, version: str, results: int, ensemble: str, address: str) -> str:
    """Say how what an emulator says is cited."""
    return f"{name}. Emulated with passerby {version}, results version {results}, ensemble {ensemble}. {address}"


def source(name: str, ensemble: str, runs: int, seed: int, version: str, results: int) -> str:
    """Say which runs an emulator was made of."""
    return (
        f"Source: emulator {name}, from {runs} simulated runs (ensemble {ensemble}, seed {seed}); passerby {version}, "
        f"results version {results}."
    )
