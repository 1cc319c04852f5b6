"""The service under load for minutes, beside the application that validates and echoes, while its processes are killed.

``traffic`` says what is asked and how answers are judged, ``clients`` ask, ``seasons`` are the batches, ``serving``
starts both applications, ``killing`` and ``processes`` end and watch processes, ``run`` puts it together.
"""
