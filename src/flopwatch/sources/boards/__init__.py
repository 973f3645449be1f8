"""Readers of leaderboards and tables of benchmark scores, as claims."""
