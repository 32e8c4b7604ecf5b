"""The words of the Runs page."""

from __future__ import annotations

__all__ = ["INTRO", "LIST", "MENU", "TITLE", "WAITING", "of_deployments", "of_runs"]

MENU = "Runs"
TITLE = "Runs"
INTRO = (
    "Everything that this dashboard shows comes from a stored run. The same scenario, seed and version give the same "
    "run again, to the byte."
)
WAITING = "Reading the list"

LIST = {
    "live_heading": "Waiting and under way",
    "live_none": "Nothing waits, and nothing is under way.",
    "ask": "Run a day of your own",
    "ask_programmes": "Run programmes",
    "past_heading": "Asked for here",
    "past_none": "Nothing has been asked for from this dashboard in the last 30 days.",
    "past_note": "Runs that visitors ask for, and what they have stored, are removed after 30 days.",
    "past_columns": ["Run", "State", "Asked for", "Took", "Done", ""],
    "stored_heading": "Stored days",
    "stored_none": "No day is stored yet.",
    "stored_columns": ["Place and policy", "Seed", "Day", "Version", "Stored", "Open", "Take away"],
    "others": {
        "comparison": "Comparisons",
        "programme": "Stored programmes",
        "ensemble": "Ensembles",
    },
    "others_none": "None is stored.",
    "others_columns": ["Name", "Made of", "Seed", "Version", "Open", "Take away"],
    "files": [
        [".html", "Report"],
        [".pdf", "PDF"],
        [".xlsx", "Workbook"],
        [".csv", "CSV"],
        [".json", "JSON"],
        [".metadata.json", "Columns"],
    ],
    "compare": "Compare",
    "months": "Months",
    "damaged_heading": "Folders that cannot be read",
    "damaged_note": "They are left as they are, and no page shows them.",
    "damaged_columns": ["Folder", "What is wrong"],
    "more": "Show all {n}",
    "find": "Find a run",
    "find_none": "No stored run has these words.",
    "start": "Start",
    "street": "Street",
    "form": "Settings",
    "of_run": "{page}: {run}",
    "cancel": "Cancel",
    "delete": "Delete",
    "delete_ask": "Delete it and what it has stored? Press again to delete.",
    "deleted": "Deleted.",
    "yours": "yours",
    "state_queued": "In the queue, {n} before it",
    "state_queued_next": "In the queue: it is next",
    "state_running": "Under way",
    "state_done": "Done",
    "state_failed": "Failed: {message}",
    "state_cancelled": "Cancelled",
    "cancelling": "Stopping",
    "stage_preparing": "reading the street and drawing the people",
    "stage_walking": "walking the street",
    "stage_measuring": "counting",
    "stage_deploying": "going through the months",
    "stage_summing": "summing up",
    "stage_elsewhere": "on the cluster",
    "run_of": "run {n} of {of}",
    "step_of": "day {n} of {of}",
    "percent": "{n} of 100",
    "progress": "How far: {run}",
    "seconds": "{n} s",
    "minutes": "{n} min",
    "unreached": "The server does not answer; it is asked again.",
}
"""What the script of the page says."""


def of_runs(draws: int, replications: int) -> str:
    """Say of how many runs of each arm a comparison is made."""
    if draws > 1:
        return f"{draws} draws, {replications} of each"
    return "1 replication" if replications == 1 else f"{replications} replications"


def of_deployments(n: int) -> str:
    """Say how many deployments a programme had."""
    return "1 deployment" if n == 1 else f"{n} deployments"
