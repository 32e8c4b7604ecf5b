"""An emulator: a surrogate of the headlines that answers at once, with a range and an error of its own."""
