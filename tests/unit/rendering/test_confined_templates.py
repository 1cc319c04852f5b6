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
from typing import Any

import pytest

from service.bootstrap import TEMPLATES, build_pipeline, sample
from service.config import Settings
from service.documents import discover_types
from service.errors import RenderBusy, RenderFault
from service.norm import respell
from service.rendering import Bounds, ConfinedTemplate, compile_template
from service.rendering.confined import Patience
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
BUSY = make_docx(
    paragraph("{% for a in xs %}{% for b in xs %}{% if text|length == 1 %}{% endif %}{% endfor %}{% endfor %}")
)
COUNTED = {"text": "ư" * 100_000, "xs": ["1"] * 1000}
"""A minute of work in little memory."""
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


@pytest.mark.long
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


class TestATemplateThatIsBrokenOffAgainAndAgain:
    """It must not hold up a batch for days, and yet costs no paper that it can make."""

    def test_has_less_time_after_three_and_all_of_it_after_the_first_that_succeeds(self):
        template = confined(GREEDY, memory_mib=512)
        for _ in range(3):
            with pytest.raises(RenderFault, match=r"broken off$"):
                template.render(FLOOD)
        with pytest.raises(RenderFault, match=r"broken off; .* it had 1 seconds$"):
            template.render(FLOOD)

        assert template.render(USUAL)
        with pytest.raises(RenderFault, match=r"broken off$"):
            template.render(FLOOD)

    @pytest.mark.long
    def test_is_broken_off_sooner_then(self):
        template = confined(BUSY, seconds=10)
        took = []
        for _ in range(4):
            began = time.monotonic()
            with pytest.raises(RenderFault, match="broken off"):
                template.render(COUNTED)
            took.append(time.monotonic() - began)

        assert took[3] < 8 < min(took[:3])

    @pytest.mark.long
    def test_is_tried_no_more_for_a_while_after_twenty_more(self):
        template = confined(GREEDY, memory_mib=512)
        for _ in range(23):
            with pytest.raises(RenderFault, match=r"giấy\.docx.*512 MiB"):
                template.render(FLOOD)
        began = time.monotonic()

        with pytest.raises(RenderFault, match=r"giấy\.docx.*512 MiB.*not tried"):
            template.render(USUAL)
        assert time.monotonic() - began < 0.1


class TestThePatienceWithATemplate:
    def after(self, failures: int, **given: Any) -> Patience:
        patience = Patience(20, **given)
        for _ in range(failures):
            patience.broke_off()
        return patience

    def test_is_whole_where_a_few_papers_fail(self):
        assert [self.after(n).seconds() for n in range(3)] == [20, 20, 20]

    def test_is_short_while_papers_fail_one_after_the_other(self):
        assert {self.after(n).seconds() for n in range(3, 23)} == {1}

    def test_is_whole_again_when_one_succeeds(self):
        patience = self.after(30)
        patience.answered()

        assert patience.seconds() == 20

    def test_ends_for_a_minute_when_a_great_many_failed(self):
        clock = iter([*[0.0] * 5, 59.0, 61.0, 61.0, 62.0])
        patience = self.after(27, clock=lambda: next(clock))

        assert [patience.seconds(), patience.seconds()] == [0, 1]
        patience.broke_off()
        assert patience.seconds() == 0

    def test_is_never_longer_than_the_setting(self):
        assert Patience(1).seconds() == 1


def test_only_an_offices_own_templates_are_filled_by_children(tmp_path: Path):
    """And the paper is the same, byte for byte."""
    own = build_pipeline(Settings()).produce(SLIP, sample(discover_types()[SLIP]))
    assert multiprocessing.active_children() == []
    name = discover_types()[SLIP].template_names[0]
    (tmp_path / f"{name}.docx").write_bytes((TEMPLATES / f"{name}.docx").read_bytes())

    office = build_pipeline(Settings(templates_dir=tmp_path))

    assert office.produce(SLIP, sample(discover_types()[SLIP])).content == own.content
    assert len(multiprocessing.active_children()) == 1
