"""Passerby: pedestrians, a recognition pipeline, the police and the community on one high street."""
