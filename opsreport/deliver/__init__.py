"""Bytes → the world: the output folder and its run record."""
