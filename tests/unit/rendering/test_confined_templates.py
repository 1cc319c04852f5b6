"""An office's own template is filled by a child: whatever it does, it costs its own paper and nothing else."""

from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import threading
import time
from functools import partial
from pathlib import Path

import pytest

from service.bootstrap import TEMPLATES, build_pipeline, sample
from service.config import Settings
from service.documents import discover_types
from service.errors import RenderBusy, RenderFault
from service.norm import respell
from service.rendering import Bounds, ConfinedTemplate, compile_template
from tests.docx_builder import make_docx, paragraph
from tests.payloads import SLIP

pytestmark = pytest.mark.usefixtures("alone")

TWICE = "{% for a in xs %}{% for b in xs %}{{ text }}{% endfor %}{% endfor %}"
PLAIN = make_docx(paragraph("Kính gửi {{ text }}{% for x in xs %}{% endfor %}"))
GREEDY = make_docx(paragraph(TWICE))
STEPS = make_docx(paragraph("{% for a in xs %}{% for b in xs %}{% for c in xs %}{{ loop.index }}" + "{% endfor %}" * 3))
SLOW = make_docx(paragraph(TWICE))
USUAL = {"text": "Đảng ủy xã Tiền Phong", "xs": ["1", "2"]}
FLOOD = {"text": "x" * 100_000, "xs": ["1"] * 1000}
"""Within a million steps, of ten that a template may take, these are 100 GB."""
BREAKS = {"text": "\n" * 1000, "xs": ["1"] * 250}
"""A whole minute of work at most, in memory that is allowed."""


def confined(docx: bytes, **bounds: int) -> ConfinedTemplate:
    return ConfinedTemplate(compile_template(docx, "giấy"), docx, None, Bounds(**bounds))


def test_it_makes_the_same_bytes_as_in_this_process():
    template = confined(PLAIN)

    assert template.render(USUAL) == compile_template(PLAIN, "giấy").render(USUAL)


def test_the_spelling_asked_for_is_kept():
    docx, rewrite = make_docx(paragraph("Đảng ủy {{ text }}")), partial(respell, tone_marks="uỷ")
    here = compile_template(docx, "giấy", rewrite_text=rewrite)

    assert ConfinedTemplate(here, docx, rewrite).render(USUAL) == here.render(USUAL)


def test_one_child_fills_it_again_and_again():
    template = confined(PLAIN)
    template.render(USUAL)
    (first,) = multiprocessing.active_children()

    for _ in range(5):
        template.render(USUAL)

    assert [child.pid for child in multiprocessing.active_children()] == [first.pid]


def test_what_is_wrong_with_the_data_is_told_as_in_this_process():
    template = confined(PLAIN)
    with pytest.raises(RenderFault) as here:
        compile_template(PLAIN, "giấy").render({"text": "a"})
    with pytest.raises(RenderFault) as there:
        template.render({"text": "a"})

    assert str(there.value) == str(here.value)
    assert template.render(USUAL)


def test_one_that_would_fill_the_memory_is_broken_off_and_named():
    template, before = confined(GREEDY, memory_mib=512), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    with pytest.raises(RenderFault, match=r"giấy\.docx.*512 MiB") as told:
        template.render(FLOOD)

    assert "xxx" not in str(told.value)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024


def test_one_that_takes_too_long_is_broken_off_and_named():
    template, began = confined(SLOW, seconds=1, memory_mib=4096), time.monotonic()

    with pytest.raises(RenderFault, match=r"giấy\.docx.*1 seconds"):
        template.render(BREAKS | {"xs": ["1"] * 600})

    assert time.monotonic() - began < 30


def test_loops_within_loops_stop_at_the_steps_that_any_template_may_take():
    with pytest.raises(RenderFault, match="more steps"):
        confined(STEPS).render(FLOOD)


def test_after_a_child_has_ended_the_next_paper_has_another():
    template = confined(GREEDY, memory_mib=512)
    for _ in range(2):
        with pytest.raises(RenderFault):
            template.render(FLOOD)

    assert template.render(USUAL)


def test_a_child_that_was_killed_is_replaced():
    template = confined(PLAIN)
    template.render(USUAL)
    (child,) = multiprocessing.active_children()
    os.kill(child.pid, signal.SIGKILL)
    child.join()

    assert template.render(USUAL)


def test_whoever_comes_while_all_children_are_at_work_is_told_to_come_again():
    template = confined(SLOW, seconds=10, memory_mib=4096)

    def break_off():
        with pytest.raises(RenderFault):
            template.render(BREAKS)

    threads = [threading.Thread(target=break_off) for _ in range(2)]
    for thread in threads:
        thread.start()
    time.sleep(0.5)

    with pytest.raises(RenderBusy):
        template.render(USUAL)
    for child in multiprocessing.active_children():
        child.kill()
    for thread in threads:
        thread.join()


def test_only_an_offices_own_templates_are_filled_by_children(tmp_path: Path):
    """And the paper is the same, byte for byte."""
    own = build_pipeline(Settings()).produce(SLIP, sample(discover_types()[SLIP]))
    assert multiprocessing.active_children() == []
    name = discover_types()[SLIP].template_names[0]
    (tmp_path / f"{name}.docx").write_bytes((TEMPLATES / f"{name}.docx").read_bytes())

    office = build_pipeline(Settings(templates_dir=tmp_path))

    assert office.produce(SLIP, sample(discover_types()[SLIP])).content == own.content
    assert len(multiprocessing.active_children()) == 1
