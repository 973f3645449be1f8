"""Readers of collections of documents: archives of web pages, tables with a column of text, files of text."""
