"""Numbered releases that a folder keeps, so that what was quoted from one can be read for ever."""
