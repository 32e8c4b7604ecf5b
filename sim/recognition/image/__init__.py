"""Recognition with pixels: rendered heads, a neural face detector and a neural face recogniser."""
