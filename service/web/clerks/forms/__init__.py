"""The form of one paper, made from the JSON Schema of its type.

``from_schema`` turns a schema into :class:`Field` trees, ``hints`` reads what a schema cannot say (order, what is
rarely used, when a part applies) from ``common.toml`` and ``<slug>.toml`` beside it, ``sections`` puts the two
together. A type without a file of its own gets a form all the same: its required fields first, the others below.
"""

from service.web.clerks.forms.field import Field
from service.web.clerks.forms.sections import Form, Section, form_of

__all__ = ["Field", "Form", "Section", "form_of"]
