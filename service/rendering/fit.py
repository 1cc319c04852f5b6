"""Does a template use exactly the variables that its document type offers?"""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from service.rendering.flaws import Flaw, raise_flaws
from service.rendering.template import CompiledTemplate
from service.rendering.usages import Usage


def check_fit(template: CompiledTemplate, paths: frozenset[str], *, exact: bool) -> None:
    """Compare what ``template`` reads with the ``paths`` offered to it.

    Paths are leaves in the notation of :class:`Usage`: ``title``, ``articles[].paragraphs[]``,
    ``members[].full_name``. Testing or looping over what lies above a leaf is fine and does not use the leaf.
    Raises :class:`service.errors.TemplateFault` naming every path used that is not offered, with the nearest name that
    is, and with ``exact`` every path offered that is not used.
    """
    flaws = list(_not_offered(template.usages, paths))
    if exact:
        used = {usage.path for usage in template.usages}
        flaws += [
            Flaw("", "", f"“{path}” is offered by the document type but printed nowhere in the template")
            for path in sorted(paths - used)
        ]
    raise_flaws(template.name, flaws)


def _not_offered(usages: tuple[Usage, ...], paths: frozenset[str]) -> Iterator[Flaw]:
    groups = {above for path in paths for above in _above(path)}
    known = sorted(paths | groups)
    refused: set[tuple[str, str]] = set()
    for usage in usages:
        explanation = _explain(usage, paths, groups, known)
        if explanation is None or (usage.part, usage.path) in refused:
            continue
        if not any((usage.part, above) in refused for above in _above(usage.path)):
            yield Flaw(usage.part, usage.nearby, explanation)
        refused.add((usage.part, usage.path))


def _explain(usage: Usage, paths: frozenset[str], groups: set[str], known: list[str]) -> str | None:
    """What is wrong with one usage; None when nothing is."""
    is_leaf, is_group, is_list = usage.path in paths, usage.path in groups, f"{usage.path}[]" in paths | groups
    if not is_leaf and not is_group:
        nearest = difflib.get_close_matches(usage.path, known, n=1, cutoff=0.7)
        return f"“{usage.path}” is not offered" + (f"; did you mean “{nearest[0]}”?" if nearest else "")
    if usage.how == "looped" and not is_list:
        return f"“{usage.path}” is not a list; print it with {{{{ }}}}"
    if usage.how == "printed" and not is_leaf:
        return f"“{usage.path}” is a group of values; print one of them or loop over it"
    return None


def _above(path: str) -> Iterator[str]:
    """What a leaf lies in: for ``a[].b.c`` these are ``a``, ``a[]`` and ``a[].b``."""
    for position, character in enumerate(path):
        if character == "." or path.startswith("[]", position):
            yield path[:position]
