"""The Street page: one simulated day on the plan of the street."""
