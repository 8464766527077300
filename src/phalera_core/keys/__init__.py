"""Keys: how they are written (Multikey), how they sign, and how DIDs name them."""
