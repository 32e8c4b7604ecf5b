"""Where results are: runs and programmes, there whole or not at all."""
