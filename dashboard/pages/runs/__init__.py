"""The Runs page: what waits, what is under way, what has been asked for, and all that is stored."""
