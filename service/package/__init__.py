"""DOCX files as packages: any file is opened safely, and packages are written byte by byte.

The one place that opens a ZIP which somebody gave us. :func:`read_package` gives the parts of a DOCX, or refuses it in
words for a clerk (``faults``). It reads in three steps, each of which names all that it finds: the ZIP (``archive``),
each part of XML (``parsing``), what the parts are and where they lead (``reading``). ``writing`` makes packages, the
same bytes for the same parts.

Nothing here knows what a paper or a template is: only ``service.errors`` may be imported.
"""

from service.package.parsing import is_xml, parse, parse_exactly
from service.package.reading import (
    CONTENT_TYPES,
    MAIN_DOCUMENT_TYPE,
    PACKAGE_RELATIONSHIPS,
    Package,
    Relationship,
    read_package,
)
from service.package.writing import PackageWriter, rewrite_package

__all__ = [
    "CONTENT_TYPES",
    "MAIN_DOCUMENT_TYPE",
    "PACKAGE_RELATIONSHIPS",
    "Package",
    "PackageWriter",
    "Relationship",
    "is_xml",
    "parse",
    "parse_exactly",
    "read_package",
    "rewrite_package",
]
