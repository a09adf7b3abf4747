"""Streets as a network: noding, graph, barriers, places, walks to the nearest, k and all sources, what-if, health."""
