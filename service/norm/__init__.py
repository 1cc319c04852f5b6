"""The format as data: what a Party paper must look like, edition by edition, and what follows from its issuer.

Figures live in the TOML files beside this module and nowhere else; each cites its clause. The modules only load
them into frozen models (:mod:`edition`, :mod:`issuers`, :mod:`bases`, :mod:`type_names`) and apply them to text
(:mod:`printing`, :mod:`measuring`, :mod:`spelling`). No web, no DOCX.
"""

from service.norm.bases import Basis, Citation, LegalBases, load_legal_bases
from service.norm.edition import Edition, edition_in_force, load_editions
from service.norm.issuers import IssuerKind, IssuerRules, load_issuer_rules
from service.norm.spelling import ToneMarks, respell
from service.norm.type_names import PAPER_KINDS, PaperKind, TypeName, load_type_names

__all__ = [
    "PAPER_KINDS",
    "Basis",
    "Citation",
    "Edition",
    "IssuerKind",
    "IssuerRules",
    "LegalBases",
    "PaperKind",
    "ToneMarks",
    "TypeName",
    "edition_in_force",
    "load_editions",
    "load_issuer_rules",
    "load_legal_bases",
    "load_type_names",
    "respell",
]
