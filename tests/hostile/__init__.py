"""Tests of what somebody sends or leaves for us on purpose."""
