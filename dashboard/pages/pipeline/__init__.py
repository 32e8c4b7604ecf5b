"""The page of the pipeline: one passage step by step, and what the threshold does to every headline."""
