"""Any planning file in, nothing hostile through: identified by content, read in a fenced process, reported in full."""
