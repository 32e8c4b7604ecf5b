"""Cameras that see faces, and a system that compares them with a watchlist."""
