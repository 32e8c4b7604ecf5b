"""The Scenario page: choose a street and a policy, change settings, see what they cost and cover, and run them."""
