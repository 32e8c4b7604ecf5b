"""Ensembles: draws of what is uncertain, replications of what is chance, and what they say together."""
