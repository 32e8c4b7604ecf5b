"""The page: months."""
