"""Where in a payload something stands, in the words of a form: ``Đảng viên 4 › Ngày sinh`` for ``/members/3/birth``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from service.batch.labels import TYPE_FIELD
from service.documents import DocumentType, json_schema

Json = Mapping[str, Any]
BETWEEN = " › "
_TYPE = "Loại văn bản"


def titles_of(
    document_type: DocumentType | None, others: Iterable[DocumentType] = (), say: Callable[[str], str] = str
) -> Callable[[str], str]:
    """Gives the titles for a JSON Pointer into payloads of the type, else of one of the ``others``; "" for the whole.

    What no schema knows is called as in the payload. ``say`` puts each title into the language of the page.
    """
    schemas = [_Titles(_schema(each), say) for each in (*([document_type] if document_type else []), *others)]

    def of(pointer: str) -> str:
        told = [each.of(pointer) for each in schemas]
        known = next((words for words, is_known in told if is_known), None)
        return BETWEEN.join(known if known is not None else told[0][0] if told else [])

    return of


@cache
def _schema(document_type: DocumentType) -> Json:
    return json_schema(document_type)


class _Titles:
    def __init__(self, schema: Json, say: Callable[[str], str]) -> None:
        self._schema = schema
        self._say = say

    def of(self, pointer: str) -> tuple[list[str], bool]:
        """The titles, and whether the schema knows all of them."""
        if pointer == f"/{TYPE_FIELD}":  # says of what type a payload is, and belongs to none
            return [self._say(_TYPE)], True
        node, words, is_known = self._schema, list[str](), True
        for token in (part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]):
            node = self._resolved(node)
            if token.isdigit() and "items" in node:
                node = node["items"]
                words[-1:] = [f"{words[-1] if words else ''} {int(token) + 1}".strip()]
                continue
            node = node.get("properties", {}).get(token, {})
            is_known = is_known and "title" in node
            words.append(self._say(node["title"]) if "title" in node else token)
        return words, is_known

    def _resolved(self, node: Json) -> Json:
        """What a node may be besides null."""
        kinds = node.get("anyOf", [node])
        first: Json = next((kind for kind in kinds if kind.get("type") != "null"), {})
        name = str(first.get("$ref", "")).removeprefix("#/$defs/")
        return self._schema.get("$defs", {}).get(name, {}) if name else first
