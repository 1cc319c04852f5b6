"""Workbooks made from the schema of a document type, written and read back."""
