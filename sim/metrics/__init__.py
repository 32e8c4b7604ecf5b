"""Events in, results with their counts and intervals out."""
