"""Where in a payload something stands, in the words of a form: ``Đảng viên 4 › Ngày sinh`` for ``/members/3/birth``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from service.documents import DocumentType, json_schema

Json = Mapping[str, Any]
_BETWEEN = " › "


def titles_of(document_type: DocumentType) -> Callable[[str], str]:
    """Gives the titles for a JSON Pointer into payloads of the type; "" for the whole of it.

    What the schema does not know is called as in the payload.
    """
    return _Titles(_schema(document_type)).of


@cache
def _schema(document_type: DocumentType) -> Json:
    return json_schema(document_type)


class _Titles:
    def __init__(self, schema: Json) -> None:
        self._schema = schema

    def of(self, pointer: str) -> str:
        node, words = self._schema, list[str]()
        for token in (part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]):
            node = self._resolved(node)
            if token.isdigit() and "items" in node:
                node = node["items"]
                words[-1:] = [f"{words[-1] if words else ''} {int(token) + 1}".strip()]
                continue
            node = node.get("properties", {}).get(token, {})
            words.append(str(node.get("title", token)))
        return _BETWEEN.join(words)

    def _resolved(self, node: Json) -> Json:
        """What a node may be besides null."""
        kinds = node.get("anyOf", [node])
        first: Json = next((kind for kind in kinds if kind.get("type") != "null"), {})
        name = str(first.get("$ref", "")).removeprefix("#/$defs/")
        return self._schema.get("$defs", {}).get(name, {}) if name else first
