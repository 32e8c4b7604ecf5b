"""The words of the Street page."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = [
    "EVENTS",
    "MARKS",
    "MENU",
    "NO_REPLAY",
    "NO_REPLAY_HINT",
    "PLAYER",
    "SEE_START",
    "STREET",
    "STREET_NOTE",
    "STREET_NOTE_PLAIN",
    "UNATTRIBUTED",
]

MENU = "Street"
SEE_START = "See the counts of this day"

STREET = "One simulated day"
STREET_NOTE_PLAIN = "Every dot is a simulated person, drawn where they were in that second."
STREET_NOTE = (
    "Every dot is a simulated person, drawn where they were in that second. Until somebody is stopped, all walk "
    "as if the cameras were not there. A person who is stopped is drawn at the place of the stop until it ends; "
    "one who is let go is drawn again where they would have been by then."
)
NO_REPLAY = "This run was stored without a replay"
NO_REPLAY_HINT = "Run it again without --no-replay to watch it here."

PLAYER: Mapping[str, str] = {
    "canvas": "Plan of the street seen from above, at {time}. {people} people on the street.",
    "play": "Play",
    "pause": "Pause",
    "previous": "Previous event",
    "next": "Next event",
    "time": "Time of day",
    "speed": "Speed",
    "times": "{n} times",
    "view": "View",
    "whole": "Whole street",
    "along": "Place along the street",
    "along_value": "{n} metres from the south end",
    "colour": "Show ethnic groups",
    "heat": "Show where faces are searched",
    "heat_key": "{low} to {high} faces searched in a square of 1 m",
    "heat_key_one": "1 face searched in a square of 1 m",
    "heat_said": "{placed} of {searches} faces searched on this day, each where its picture was taken.",
    "heat_none": "No face was searched on this day.",
    "heat_failed": "Where faces were searched could not be loaded.",
    "events": "What happened",
    "no_events": "Nobody was alerted on this day.",
    "no_cameras": "No face was searched on this day.",
    "show": "Show",
    "legend": "Key",
    "person": "Person",
    "officer": "Officer",
    "busy": "Officer with a person",
    "camera": "Camera and its view",
    "zone": "Zone where faces are searched",
    "north_end": "North end",
    "metres": "{n} m",
    "loading": "Loading",
    "failed": "The replay could not be loaded. Reload the page to try again.",
    "on_street": "{n} on the street",
    "so_far": "So far: {alerts}, {stops}, {arrests}",
    "alert_one": "{n} alert", "alert_many": "{n} alerts",
    "stop_one": "{n} stop", "stop_many": "{n} stops",
    "arrest_one": "{n} arrest", "arrest_many": "{n} arrests",
}  # fmt: skip
UNATTRIBUTED = "Whose data this map is made of is not said in it."

MARKS: Mapping[str, str] = {
    "alert": "Alert for a listed person",
    "false_alert": "False alert",
    "dismissed": "Alert dismissed",
    "lost": "Alert lost",
    "stop": "Stop",
    "false_stop": "False stop",
    "arrest": "Arrest",
    "other_disposal": "Another outcome",
    "no_further_action": "No further action",
}
EVENTS: Mapping[str, str] = {
    "alert": "Alert {alert}: a listed person",
    "false_alert": "Alert {alert}: false, a person who is not listed",
    "repeat": "Alert {alert}: a person alerted before; nobody is asked again",
    "dismissed": "Alert {alert} dismissed by the operator",
    "lost_no_free_officer": "Alert {alert} lost: no officer was free",
    "lost_left_the_street": "Alert {alert} lost: the person left the street",
    "lost_deployment_ended": "Alert {alert} lost: the deployment ended first",
    "stop": "Alert {alert}: officers stop the person",
    "false_stop": "Alert {alert}: officers stop a person who is not listed",
    "arrest": "Alert {alert}: arrest",
    "other_disposal": "Alert {alert}: another outcome",
    "no_further_action": "Alert {alert}: no further action",
}
