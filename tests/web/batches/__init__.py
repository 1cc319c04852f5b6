"""Batches over HTTP, with real desks, real workers and, where it matters, the real server."""
