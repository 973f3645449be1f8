"""Transcribe rows of outside tables, and developers' own documents, into files of claims."""
