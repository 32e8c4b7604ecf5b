"""Every number from the world, with its source."""
