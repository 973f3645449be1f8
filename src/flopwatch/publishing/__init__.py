"""The room `publishing`."""
