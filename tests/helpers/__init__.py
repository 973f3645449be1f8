"""What several test modules share: made inputs, fixtures, and what they read off pages."""
