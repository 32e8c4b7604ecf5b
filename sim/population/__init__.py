"""Who the people are."""
