"""Other makers' parsers and stores: what we write is what they read."""
