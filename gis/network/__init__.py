"""Streets as a network: noding, graph, barriers, places on it, walking distances, health."""
