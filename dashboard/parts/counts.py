"""What the things that are counted are called: at the head of a row, and after a number."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["COUNTS", "NOUNS"]

COUNTS: Mapping[str, str] = {
    "people": "People on the street",
    "listed_people": "Listed people on the street",
    "faces_seen": "Faces seen",
    "listed_seen": "Listed people whose face was searched",
    "alerts": "Alerts",
    "true_alerts": "Alerts for listed people",
    "false_alerts": "False alerts",
    "dismissed": "Alerts dismissed",
    "lost": "Alerts lost",
    "engagements": "Stops",
    "arrests": "Arrests",
    "other_disposals": "Stops with another outcome",
    "no_further_action": "Stops with no further action",
    "false_stops": "False stops",
    "listed_missed": "Listed people not stopped",
    "witnesses": "Sightings of a stop",
}
NOUNS: Mapping[str, tuple[str, str]] = {
    "faces_seen": ("face seen", "faces seen"),
    "alerts": ("alert", "alerts"),
    "true_alerts": ("alert for a listed person", "alerts for listed people"),
    "false_alerts": ("false alert", "false alerts"),
    "engagements": ("stop", "stops"),
    "arrests": ("arrest", "arrests"),
    "other_disposals": ("stop with another outcome", "stops with another outcome"),
    "no_further_action": ("stop with no further action", "stops with no further action"),
    "false_stops": ("false stop", "false stops"),
}
