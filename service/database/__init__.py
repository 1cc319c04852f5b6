"""The database of the service: opened, and brought to its newest form by one chain of migrations (``engine``).

What is in it belongs to those who keep it: batches to ``service.batch.ledger``, who may use the service to
``service.access``. It holds no payload, no paper, and nothing that lets anybody in.
"""
