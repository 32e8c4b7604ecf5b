"""Deployments over months and places: the borough, the calendar, days at two fidelities, and what they come to."""
