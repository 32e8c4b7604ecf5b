"""How accurate recognition is: profiles, what their counts leave open, and the laws of scores that meet them."""
