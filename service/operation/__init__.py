"""What whoever runs the service needs beside it.

``doctor`` looks whether all is well, ``backup`` and ``restoring`` copy the data folder and put it back.

``snapshots`` copies a database that is in use, ``contents`` says what of the data folder belongs in a backup,
``archive`` how a backup is written (a TAR with checksums), ``checks`` what the doctor looks at. The data folder holds
personal data: what is written here is for the owner alone, and nothing of it is told in any message.
"""
