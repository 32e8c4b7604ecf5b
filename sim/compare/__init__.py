"""Comparisons: what one policy does otherwise than another, paired where both share their chance."""
