"""Plots: how intensively each is used, what the rules say of it, what is idle, how firms are graded by the mu.

Pure functions on frames in metres; unknown is NaN or "", and never counts as zero.
"""
