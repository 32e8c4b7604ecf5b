"""What residents live through and see, and what it does to their trust."""
