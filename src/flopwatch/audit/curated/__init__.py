"""The rules of a reviewer on the curated folder."""
