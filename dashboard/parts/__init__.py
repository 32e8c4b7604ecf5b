"""What pages are put together from, and the words that they share."""
