"""What simulations are held against: what happened, how predictions are scored, and what statistics alone predict."""
