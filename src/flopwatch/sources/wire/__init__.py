"""Bytes in: fetch, decode, and parse formats that cannot be trusted."""
