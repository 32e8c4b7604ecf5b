"""How people walk: one file a model, and the engine that moves everybody by one of them."""
