"""A comment that a reader left in a paper, put into its package by hand."""

from __future__ import annotations

import io
import zipfile

from tests.papers.markup import DECLARATION, ROOT, R
from tests.papers.package import zipped

_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"


def with_comment(docx: bytes, words: str, *, author: str = "Nguyễn Văn Bình") -> bytes:
    """The paper with a comment on its first paragraph outside of tables."""
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    body = parts["word/document.xml"].decode()
    start = body.index("</w:pPr>", body.index("</w:tbl>")) + len("</w:pPr>")
    end = body.index("</w:p>", start)
    commented = (
        f'{body[:start]}<w:commentRangeStart w:id="0"/>{body[start:end]}<w:commentRangeEnd w:id="0"/>'
        f'<w:r><w:commentReference w:id="0"/></w:r>{body[end:]}'
    )
    comment = (
        f'{DECLARATION}<w:comments {ROOT}><w:comment w:id="0" w:author="{author}" w:date="2026-08-19T08:00:00Z" '
        f'w:initials="NVB"><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:comment></w:comments>'
    )
    types, relations = "[Content_Types].xml", "word/_rels/document.xml.rels"
    override = f'<Override PartName="/word/comments.xml" ContentType="{_TYPE}"/></Types>'
    relation = f'<Relationship Id="comments" Type="{R}/comments" Target="comments.xml"/></Relationships>'
    return zipped(
        {
            **parts,
            types: parts[types].decode().replace("</Types>", override),
            relations: parts[relations].decode().replace("</Relationships>", relation),
            "word/document.xml": commented,
            "word/comments.xml": comment,
        }
    )
