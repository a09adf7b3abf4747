"""Yitu 一图: plans as layers, goals as figures."""
