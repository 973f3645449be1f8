"""Review rules for the curated folder."""
