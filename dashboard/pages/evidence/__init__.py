"""The page: evidence."""
