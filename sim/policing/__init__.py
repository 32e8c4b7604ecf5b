"""What the operator and the officers do about an alert."""
