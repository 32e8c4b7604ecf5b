"""The Proportionality page: each limb, and beside it the quantities that bear on it."""
