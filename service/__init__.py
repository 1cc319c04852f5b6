"""Văn thư: a JSON payload becomes a Party paper in the prescribed format.

Data goes one way: ``documents`` says what a paper says, ``rendering`` turns it into a DOCX,
``norm`` holds the format as data for both, ``pipeline`` is the one use case that joins them.
"""
