"""``python -m tests.hostile.fuzzing --minutes 10``: requests made up from /openapi.json, sent to a real service.

The interface (schemathesis) for so long, then for a fifth of it the readers of packages and workbooks (hypothesis).
What is our fault ends it with exit code 1: a status from 500 on, but for a refusal that says when to come again, and
an answer whose status, type, headers or shape /openapi.json does not foresee.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed
from hypothesis import settings as budget
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks
from schemathesis.config import SchemathesisConfig

from service.bootstrap import sample
from service.documents import discover_types
from tests.batch.seasons import SLUG
from tests.papers import paper
from tests.web.batches.sending import FORM, PATH, form_with
from tests.web.test_server import CHECKOUT, Running, port_of, start

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORESEEN = (
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "unsupported_method",
    "allow_header_conformance",
)
REFUSED = "negative_data_rejection"
"""What breaks the schema must be refused; but to be told of it is what /validate and a dry run are for."""
AT_ONCE = 15
"""Requests of one operation before the next has its turn."""
NO_LIMITS = {"MAX_OPEN_BATCHES": "0", "MAX_QUEUED_BATCHES": "0", "MAX_QUEUED_ROWS": "0", "MIN_FREE_MIB": "0"}
"""Else most batches of such a run would be refused, and nothing be learned of them."""
OF_GUNICORN = (414, 431)
"""A head that is too long is refused before the service sees it."""
PROPERTIES = ("tests/property/test_hostile_packages.py", "tests/property/test_workbooks.py")

load_all_checks()
schemathesis.openapi.media_type(
    DOCX, st.sampled_from([paper("report").docx(), paper("decision", number="Số: 5").docx(), b""]) | st.binary()
)


@dataclass
class Found:
    """How many answers there were of each status, and what was wrong, once for each operation and kind."""

    answers: Counter[int] = field(default_factory=Counter)
    faults: dict[str, str] = field(default_factory=dict)


@contextmanager
def served(folder: Path, **environment: str) -> Iterator[Running]:
    """The service in ``folder``, as it is run."""
    messages = folder / "messages"
    process = start(messages, "--port", "0", WORKERS="2", **NO_LIMITS, **environment)
    running = Running(process, port_of(process, messages), messages)
    try:
        yield running
    finally:
        running.stop()


def fuzz_interface(running: Running, seconds: float, number: int = 0) -> Found:
    """Send requests for so many seconds; ``number`` makes the run another one."""
    description = _description(running)
    api = schemathesis.openapi.from_dict(description, config=SchemathesisConfig())
    api.config.update(base_url=f"http://127.0.0.1:{running.port}")
    ends, found, round_ = time.monotonic() + seconds, Found(), number
    operations = [result.ok() for result in api.get_all_operations()]
    random.Random(number).shuffle(operations)
    batches = [_hand_in(running) for _ in range(3)]
    while time.monotonic() < ends:
        round_ += 1
        for operation in operations:
            for mode in GenerationMode:
                if time.monotonic() > ends:
                    return found
                if mode is GenerationMode.POSITIVE or operation.body or "{" in operation.path:
                    _tried(operation, mode, round_, found, batches)
    return found


def _tried(operation: Any, mode: GenerationMode, number: int, found: Found, batches: list[str]) -> None:
    """Send some requests, and write down what is wrong with an answer."""
    try:
        _send(operation, mode, number, found.answers, batches)
    except (AssertionError, BaseExceptionGroup) as failure:
        kinds = [each.__class__.__name__ for each in getattr(failure, "exceptions", [failure])]
        found.faults.setdefault(f"{operation.label} {kinds}", str(failure))


def _send(operation: Any, mode: GenerationMode, number: int, answers: Counter[int], batches: list[str]) -> None:
    refuses = "/documents/" in operation.path and not operation.path.endswith("/validate")
    checks = schemathesis.checks.CHECKS.get_by_names([*FORESEEN, *([REFUSED] if refuses else [])])

    @seed(number)
    @given(case=operation.as_strategy(generation_mode=mode), batch=st.sampled_from(batches) | st.none())
    @budget(
        max_examples=AT_ONCE,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def answers_as_described(case: Any, batch: str | None) -> None:
        is_ours = batch is not None and "batch" in case.path_parameters and mode is GenerationMode.POSITIVE
        if is_ours:
            case.path_parameters["batch"] = batch
        response = case.call()
        answers[response.status_code] += 1
        if response.status_code in OF_GUNICORN:
            return
        deliberate = response.status_code in (503, 507) and "Retry-After" in response.headers
        assert response.status_code < 500 or deliberate, f"{operation.label}: {response.status_code} {response.text}"
        case.validate_response(response, checks=checks)

    answers_as_described()


def _description(running: Running) -> dict[str, Any]:
    status, _, content = running.ask("GET", "/openapi.json")
    assert status == 200
    description: dict[str, Any] = json.loads(content)
    return description


def _hand_in(running: Running) -> str:
    """The id of a batch that is there."""
    payload = json.loads(sample(discover_types()[SLUG]))
    rows = json.dumps(payload).encode() + b"\n{}\n"
    status, _, content = running.ask("POST", PATH, form_with(rows, type=SLUG), {"Content-Type": FORM})
    assert status == 202, content
    return str(json.loads(content)["id"])


def fuzz_readers(seconds: float) -> int:
    """Read packages and workbooks that were spoilt, with ever new chances, for so many seconds; the exit code."""
    ends, code, number = time.monotonic() + seconds, 0, 0
    while code == 0 and time.monotonic() < ends:
        number += 1
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *PROPERTIES]
        code = subprocess.run([*command, f"--hypothesis-seed={number}"], cwd=CHECKOUT, check=False).returncode
    return code


def main() -> int:
    """The exit code of a run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    chosen = parser.parse_args()
    sys.stdout.write(f"seed {chosen.seed}\n")
    seconds = chosen.minutes * 60
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as running:
        found = fuzz_interface(running, seconds, chosen.seed)
        told = ", ".join(f"{status}: {count}" for status, count in sorted(found.answers.items()))
        sys.stdout.write(f"{found.answers.total()} requests ({told})\n")
        for name, fault in found.faults.items():
            sys.stdout.write(f"\n{name}\n{fault[:4000]}\n")
    return 1 if found.faults else fuzz_readers(seconds / 5)


if __name__ == "__main__":
    os.chdir(CHECKOUT)
    sys.exit(main())
