"""Mentions → entities; claims → events; roles → relations. Begin with `reading.resolve`."""
