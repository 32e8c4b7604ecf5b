"""The page: fairness."""
