"""Runs that are asked for from a page: who does them, and how they are asked for."""
