"""The rules that doubt what the census holds."""
