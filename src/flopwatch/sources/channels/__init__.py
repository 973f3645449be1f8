"""Clients of the services in which models are looked for: one file per service, all of one contract."""
