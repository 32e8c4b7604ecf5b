"""Who goes: rules by which officers are sent to a person, one a file."""
