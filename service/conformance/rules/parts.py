"""What lies in the file of a paper beside the paper: no rule of the norm, but nobody who sends it on knows of it."""

from __future__ import annotations

from collections.abc import Iterator

from service.conformance.rules.registry import Examined, Fault, rule
from service.errors import Message
from service.package.faults import shown

_NAMED = 3


@rule("file.unused-part", "info", "page", "Trong tệp không có phần nào mà văn bản không dùng đến",
      "The file holds no part that the paper does not use")  # fmt: skip
def unused_part(examined: Examined) -> Iterator[Fault]:
    """Told, and left as it is in copies: what goes along unseen may be anything, and is whose file it is to say."""
    strays = examined.paper.strays
    if strays:
        more = " …" if len(strays) > _NAMED else ""
        names = f"{', '.join(map(shown, strays[:_NAMED]))}{more}"
        yield Fault(
            None,
            Message(f"{len(strays)} phần không dùng đến: {names}", f"{len(strays)} unused: {names}"),
            Message("chỉ có những phần mà văn bản dùng đến", "only parts that the paper uses"),
            Message(
                "Phần này đi kèm tệp mà không ai thấy; bản sao vẫn giữ. Nếu không rõ là gì, mở bằng Word rồi lưu lại.",
                "It goes along with the file unseen, also in copies. Open the file in Word and save it anew.",
            ),
        )
