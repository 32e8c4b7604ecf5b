"""From scenario files to a checked scenario, and variants of it."""
