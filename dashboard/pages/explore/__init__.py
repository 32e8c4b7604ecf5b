"""The Explore page: sliders that move every headline at once, by an emulator."""
