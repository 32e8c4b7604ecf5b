"""The Start page: the answer at once, and the counts behind it."""
