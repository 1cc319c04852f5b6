"""Batches from rows on: with real files, a real ledger and real processes that are really killed."""
