"""What a paper says: one file per document type, and what they share in the files with an underscore.

A type's file declares its payload (a Pydantic model), its rules, and ``context``: the printed text as plain data.
Types are found by their files; nothing else lists them. No web, no DOCX: this folder knows the norm and nothing of
rendering.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType

from service.documents._circumstances import Circumstances, Practice
from service.documents._companions import Companion, Transfer, Transfers
from service.documents._envelope import Body, Envelope
from service.documents._findings import at_most, error, judge_all
from service.documents._messages import field_finding
from service.documents._moving import place_order
from service.documents._names import vietnamese_order
from service.documents._printed import as_programs_read, printed_paths
from service.documents._reading import Reading, _decoded, _parsed, read_document
from service.documents._report import PARTS as REPORT_PARTS
from service.documents._schema import json_schema
from service.documents._type import DocumentType

__all__ = [
    "REPORT_PARTS",
    "Body",
    "Circumstances",
    "Companion",
    "DocumentType",
    "Envelope",
    "Practice",
    "Reading",
    "Transfer",
    "Transfers",
    "as_programs_read",
    "at_most",
    "discover_types",
    "error",
    "field_finding",
    "json_schema",
    "judge_all",
    "place_order",
    "printed_paths",
    "read_document",
    "read_json",
    "vietnamese_order",
]


def read_json(body: bytes) -> object:
    """Any JSON value, read as strictly as a payload. Raises :class:`service.errors.MalformedJson`."""
    return _parsed(_decoded(body))


def discover_types() -> Mapping[str, DocumentType]:
    """Every document type by slug: each module here without an underscore has one, ``DOCUMENT_TYPE``."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_"))
    found = [import_module(f"{__name__}.{name}").DOCUMENT_TYPE for name in names]
    return MappingProxyType({document_type.slug: document_type for document_type in found})
