"""Shared by several test modules: made inputs, fixtures, and readers of pages."""
