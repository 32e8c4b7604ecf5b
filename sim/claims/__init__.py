"""Claims: sentences that people argue with, as hypotheses that a simulation or published data can support, or not."""
