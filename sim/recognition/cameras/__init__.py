"""Where cameras stand, what they see of a face, and whom they follow."""
