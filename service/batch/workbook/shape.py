"""What a workbook of a document type looks like, derived from its JSON Schema alone.

One row per paper on the main sheet; a nested object becomes columns (``Bàn giao: Hạn bàn giao``). A list of objects
becomes a sheet of its own, and so does a required list of texts (the agenda); an optional list of texts is one cell
with a line for each, so that the sheet :data:`COMMON` can fill it. A list within the items of a list is a further
sheet, whose column :data:`PARENT` names the item. A table of free texts (a list of lists) is one cell: one row a line,
cells parted by ``|``. The issuer becomes a row of the sheet :data:`BODIES`, and the main sheet names it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from service.batch.workbook.columns import Column, column_of
from service.batch.workbook.naming import SheetNames, unique_headings
from service.documents import DocumentType, Envelope, json_schema

MAIN = "Văn bản"
COMMON = "Chung"
BODIES = "Cơ quan"
GUIDE = "Hướng dẫn"
CHOICES = "Lựa chọn"
KEY = "Mã"
PARENT = "Thuộc mục"
ORDINAL = "STT"
EXAMPLE = "VÍ DỤ"
"""In the first column of the row that shows how to fill in; that row is never read."""

ISSUER = "issuer"
ISSUER_CODE = "issuer_ref"
NAMES_OF_PAPER = ("cell_name", ISSUER)
"""Fields whose text may stand for the code of a paper in the column :data:`KEY` of a list."""

_LEADING = ("number", "register_number", "issue_date")
_COMPUTED = "Tự "
"""How the description of a field begins that the program fills in by itself."""

Json = dict[str, Any]
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, its columns without those that join it, and where in the payload its rows belong.

    ``path`` is that of the list within its parent: within the item of the sheet ``parent``, or within the payload.
    ``texts`` says that the items are the texts of the only column.
    """

    name: str
    title: str
    path: Path
    columns: tuple[Column, ...]
    required: bool = False
    texts: bool = False
    parent: str | None = None
    has_children: bool = False
    description: str = ""
    keyed: bool = True

    @property
    def joining(self) -> tuple[str, ...]:
        """Headings of the columns that join the rows of a list to papers and items; they stand first."""
        if not self.keyed:
            return ()
        return (KEY, *((PARENT,) if self.parent else ()), *((ORDINAL,) if self.has_children else ()))


@dataclass(frozen=True, slots=True)
class Shape:
    """All sheets of the workbook of one type."""

    slug: str
    title: str
    version: int
    main: Sheet
    lists: tuple[Sheet, ...]
    bodies: Sheet

    @property
    def mark(self) -> str:
        """By this a workbook of ours is known, and of which type it is."""
        return f"vanthu:{self.slug}:{self.version}"

    @property
    def names_of_paper(self) -> tuple[Column, ...]:
        """Columns of the main sheet whose text may name a paper: the most telling one that the type has."""
        for name in NAMES_OF_PAPER:
            if found := tuple(column for column in self.main.columns if column.path == (name,)):
                return found
        return ()

    def children(self, parent: str | None) -> tuple[Sheet, ...]:
        """Lists within the items of the sheet ``parent``, or within the payload itself."""
        return tuple(sheet for sheet in self.lists if sheet.parent == parent)


def shape_of(document_type: DocumentType) -> Shape:
    """The workbook of a type."""
    schema = json_schema(document_type)
    walk = _Walk(schema.get("$defs", {}))
    columns = [_issuer_column(schema)]
    columns += walk.columns(schema, (), None, required=True, skip=(ISSUER, ISSUER_CODE))
    needed = {column.path[0] for column in columns if column.required or column.blank_is_null}
    ordered = sorted(columns, key=lambda column: _rank(column, needed))
    main = Sheet(MAIN, MAIN, (), unique_headings(ordered, taken=(KEY,)))
    parents = {sheet.parent for sheet in walk.lists}
    lists = tuple(replace(sheet, has_children=sheet.name in parents) for sheet in walk.lists)
    return Shape(
        document_type.slug, document_type.title, document_type.version, main, lists, _bodies_sheet(schema, walk)
    )


def _rank(column: Column, needed: Collection[str]) -> int:
    """Issuer, number and day first, then what must be given, then the type's own, then the rest; what is computed last.

    ``sorted`` leaves the order of the schema within each of them, so that the columns of one object stay together.
    """
    first = column.path[0]
    if column.computed:
        return 5
    if first == ISSUER:
        return 0
    if first in _LEADING:
        return 1
    if first in needed:
        return 2
    return 4 if first in Envelope.model_fields else 3


def _issuer_column(schema: Json) -> Column:
    node: Json = schema["properties"][ISSUER]
    told = f"Tên hoặc mã của cơ quan ghi ở trang “{BODIES}”; hoặc mã trong danh mục cơ quan của dịch vụ."
    return Column((ISSUER,), node.get("title", ISSUER), "issuer", required=True, description=told)


def _bodies_sheet(schema: Json, walk: _Walk) -> Sheet:
    """The code first; lists of people and recipients are packed into one cell each."""
    node = walk.resolved(schema["properties"][ISSUER])
    packed = _Walk(walk.definitions, pack_lists=True)
    columns = packed.columns(node, (), None, required=True)
    columns = [replace(column, heading=KEY) if column.path == ("code",) else column for column in columns]
    ordered = sorted(columns, key=lambda column: column.heading != KEY)
    return Sheet(BODIES, node.get("title", BODIES), (ISSUER,), unique_headings(ordered), keyed=False)


@dataclass
class _Walk:
    """Goes through a schema: what becomes columns is returned, what becomes sheets is gathered in ``lists``."""

    definitions: Mapping[str, Json]
    pack_lists: bool = False
    lists: list[Sheet] = field(default_factory=list)
    names: SheetNames = field(default_factory=lambda: SheetNames((MAIN, COMMON, BODIES, GUIDE, CHOICES)))

    def resolved(self, node: Json) -> Json:
        """``node`` with its reference followed and without null; its own title and description win."""
        if "anyOf" in node:
            node = {**next(each for each in node["anyOf"] if each.get("type") != "null"), **_without(node, "anyOf")}
        if "$ref" in node:
            node = {**self.definitions[node["$ref"].removeprefix("#/$defs/")], **_without(node, "$ref")}
        return node

    def columns(
        self,
        node: Json,
        path: Path,
        parent: Sheet | None,
        *,
        required: bool,
        prefix: str = "",
        skip: Sequence[str] = (),
    ) -> list[Column]:
        """Columns for the properties of ``node``, which stands at ``path`` within an item of ``parent``."""
        found: list[Column] = []
        needed = node.get("required", ())
        is_table = any(self._is_table(self.resolved(each)) for each in node["properties"].values())
        for name, raw in node["properties"].items():
            if name not in skip:
                must = required and name in needed
                found += self._property(
                    (*path, name), raw, parent, must=must, null=name in needed, prefix=prefix, is_table=is_table
                )
        return found

    def _property(
        self, path: Path, raw: Json, parent: Sheet | None, *, must: bool, null: bool, prefix: str, is_table: bool
    ) -> Iterator[Column]:
        node = self.resolved(raw)
        heading = prefix + node.get("title", path[-1])
        if node.get("type") == "object":
            yield from self.columns(node, path, parent, required=must, prefix=f"{heading}: ")
            return
        items = self.resolved(node["items"]) if node.get("type") == "array" else None
        if items and self._becomes_sheet(items, path, parent, must=must):
            self._add_list(path, node, items, parent, must=must)
            return
        blank_is_null = null and any(each.get("type") == "null" for each in raw.get("anyOf", ()))
        column = column_of(path, heading, node, items, in_table=is_table, definitions=self)
        yield replace(
            column,
            required=must and not blank_is_null,
            blank_is_null=blank_is_null,
            computed=not must and column.description.startswith(_COMPUTED),
        )

    def _becomes_sheet(self, items: Json, path: Path, parent: Sheet | None, *, must: bool) -> bool:
        if self.pack_lists or items.get("type") == "array":
            return False
        return items.get("type") == "object" or (must and parent is None and len(path) == 1)

    def _is_table(self, node: Json) -> bool:
        return node.get("type") == "array" and self.resolved(node["items"]).get("type") == "array"

    def _add_list(self, path: Path, node: Json, items: Json, parent: Sheet | None, *, must: bool) -> None:
        title = node.get("title", path[-1])
        root = self._root(parent)
        name = self.names.take(title, root.title if root else "")
        sheet = Sheet(
            name,
            title,
            path,
            (),
            required=must,
            texts=items.get("type") != "object",
            parent=parent.name if parent else None,
            description=node.get("description", ""),
        )
        place = len(self.lists)
        self.lists.append(sheet)
        if sheet.texts:
            columns = [Column((), title, "text", required=True, description=sheet.description)]
        else:
            columns = self.columns(items, (), sheet, required=True)
        self.lists[place] = replace(sheet, columns=unique_headings(columns, taken=(KEY, PARENT, ORDINAL)))

    def _root(self, sheet: Sheet | None) -> Sheet | None:
        by_name = {each.name: each for each in self.lists}
        while sheet and sheet.parent:
            sheet = by_name[sheet.parent]
        return sheet


def _without(node: Json, key: str) -> Json:
    return {name: value for name, value in node.items() if name != key}
