"""The page: compare."""
