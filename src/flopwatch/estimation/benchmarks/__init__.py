"""Compute imputed from benchmark scores."""
