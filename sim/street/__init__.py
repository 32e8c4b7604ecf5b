"""The street: where people walk, who comes when, and how everybody gets through."""
