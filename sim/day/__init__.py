"""One street on one day: who comes, what cameras and police do, and its events."""
