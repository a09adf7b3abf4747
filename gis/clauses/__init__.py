"""From the words of a plan to polygons: `model` (what was read), `grammar` (words), `outline` (geometry)."""
