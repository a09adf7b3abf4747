"""Layers in the formats other people use: one function a format, one line in `formats.WRITERS`."""
