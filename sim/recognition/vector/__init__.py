"""Recognition with vectors: templates, and exact searches of the whole list."""
