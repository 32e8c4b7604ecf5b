"""History matching: which settings of the simulator agree with what was published, where no likelihood is known."""
