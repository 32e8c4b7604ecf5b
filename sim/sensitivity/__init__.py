"""What a metric hangs on: which inputs, how much of its variance each makes, and where a conclusion changes."""
