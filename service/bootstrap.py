"""The only wiring: settings become norm, templates, directory and the pipeline. A bad set-up stops the start."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from service.access.callers import LOCAL
from service.audit import Act, AuditFault, Deed, Trail
from service.config import ROOT, Settings
from service.conformance import Checker
from service.documents import DocumentType, discover_types, printed_paths
from service.errors import SettingFault, TemplateFault, TemplatePlace
from service.norm import (
    ToneMarks,
    load_editions,
    load_issuer_rules,
    load_legal_bases,
    load_type_names,
    respell,
)
from service.offices import load_directory
from service.pipeline import Norms, Pipeline
from service.rendering import Bounds, ConfinedTemplate, Template, check_fit, compile_template

if TYPE_CHECKING:
    from service.access.access import Access
    from service.access.oidc import OpenIdConnect
    from service.batch.capacity import Capacity
    from service.batch.desk import Desk
    from service.batch.ledger import Ended
    from service.batch.store import Store

TEMPLATES = ROOT / "templates" / "docx"
SAMPLES = ROOT / "samples"
_LOG = logging.getLogger("service.audit")


def build_pipeline(settings: Settings) -> Pipeline:
    """Load and check everything. Raises :class:`service.errors.OurFault`: the start is refused, not a request."""
    types = discover_types()
    return Pipeline(
        types=types,
        templates=load_templates(types, settings.templates_dir, settings.tone_marks, _template_bounds(settings)),
        norms=Norms(load_editions(), load_issuer_rules(), load_legal_bases()),
        practice=settings.practice(),
        directory=load_directory(settings.offices_dir),
        checker=build_checker(),
    )


def load_pipeline(settings: Settings) -> Pipeline:
    """As :func:`build_pipeline`; a file that cannot be read is a :class:`SettingFault` too."""
    try:
        return build_pipeline(settings)
    except OSError as failure:
        where = f"cannot read {failure.filename}: {failure.strerror or type(failure).__name__}"
        raise SettingFault(f"OFFICES_DIR or TEMPLATES_DIR: {where}") from None


def open_desk(
    settings: Settings,
    *,
    build: Callable[[], Pipeline] | None = None,
    leaves: frozenset[str] = frozenset(),
    wait_seconds: float = 30.0,
    told: Callable[[Ended], object] = lambda ended: None,
) -> Desk:
    """Where batches are received and made.

    ``build`` makes the pipeline in a process that makes papers; batches of owners that begin as one of
    ``leaves`` are left alone.
    ``wait_seconds`` is how long to wait for another process that writes to the ledger. ``told`` hears of each batch
    that came to its end, when the audit trail has a line of it.
    Raises :class:`service.errors.BatchFault` where batches cannot be kept.
    """
    # SQLAlchemy and Alembic take a third of a second, which only batches are to pay.
    from service.batch.desk import Desk  # noqa: PLC0415
    from service.batch.dispatch import Means  # noqa: PLC0415
    from service.batch.ledger import open_ledger  # noqa: PLC0415
    from service.batch.splitting import Limits  # noqa: PLC0415
    from service.batch.store import Store  # noqa: PLC0415

    store, trail = Store(settings.data_folder), open_trail(settings)

    def ended(batch: Ended) -> None:
        _write_down(trail, batch)
        told(batch)

    means = Means(
        store=store,
        ledger=open_ledger(_database_url(settings, store), wait_seconds, ended),
        build=build or partial(build_pipeline, settings),
        leaves=leaves,
        fingerprint=fingerprint(settings),
        processes=settings.processes,
        max_bytes=settings.max_body_mib * 1024 * 1024,
        limits=Limits(most=settings.max_rows),
    )
    return Desk(means, settings.batch_days, _capacity(settings))


def open_trail(settings: Settings) -> Trail:
    """The audit trail. Nothing is made or opened before the first line."""
    return Trail(settings.data_folder, settings.audit_months)


def _write_down(trail: Trail, ended: Ended) -> None:
    """A line for a batch that came to its end. Where that cannot be written the end stands, and the log tells of it."""
    batch, progress = ended.batch, ended.progress
    act: Act = "batch.done" if batch.state == "done" else "batch.failed" if batch.state == "failed" else "batch.expired"
    count, failed = (None, None) if act == "batch.expired" else (progress.papers, progress.failed)
    result, code = ("failed", batch.trouble) if act == "batch.failed" else ("ok", "")
    who = LOCAL.id if batch.owner == LOCAL.owner else batch.owner
    deed = Deed(act, who, type=batch.slug, count=count, failed=failed, result=result, code=code, batch=batch.id)
    try:
        trail.write(deed)
    except AuditFault as fault:
        _LOG.error("%s", fault, extra={"fields": {"act": act, "batch": batch.id}})


def _capacity(settings: Settings) -> Capacity:
    from service.batch.capacity import Capacity  # noqa: PLC0415  # as above

    return Capacity(
        own=settings.max_open_batches,
        all=settings.max_queued_batches,
        rows=settings.max_queued_rows,
        free_bytes=settings.min_free_mib * 1024 * 1024,
    )


def open_access(settings: Settings, *, wait_seconds: float = 30.0) -> Access:
    """Who may use the service, in the same database as batches.

    Raises :class:`service.database.faults.DatabaseFault`, :class:`service.errors.BatchFault` where it cannot be used.
    """
    from service.access import access  # noqa: PLC0415  # as above
    from service.batch.store import Store  # noqa: PLC0415

    return access.open_access(
        _database_url(settings, Store(settings.data_folder)),
        idle_seconds=settings.session_idle_minutes * 60,
        scopes_from_provider=settings.oidc_scopes,
        wait_seconds=wait_seconds,
    )


def identity_provider(settings: Settings) -> OpenIdConnect | None:
    """The provider that clerks may sign in over, where the settings name one. Nothing is asked of it yet."""
    issuer, name, secret = settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret
    if issuer is None or name is None or secret is None:
        return None
    from service.access.oidc import Client, OpenIdConnect  # noqa: PLC0415  # few services need cryptography

    return OpenIdConnect(Client(issuer, name, secret.get_secret_value(), frozenset(settings.oidc_scopes)))


def _database_url(settings: Settings, store: Store) -> str:
    return settings.database_url or f"sqlite:///{store.ledger_file}"


@cache
def fingerprint(settings: Settings) -> str:
    """SHA-256 of all that decides what becomes of a payload: program, templates, offices, practice.

    Kept, as what it is about has been loaded: processes forked later agree on it, whatever lies on the disk by then.
    """
    digest = hashlib.sha256(repr((settings.practice(), settings.max_body_mib)).encode())
    for folder in (ROOT / "service", TEMPLATES, settings.templates_dir, settings.offices_dir):
        files = [folder] if folder and folder.is_file() else sorted(folder.rglob("*")) if folder else []
        for file in files:
            if file.is_file() and file.suffix != ".pyc":
                digest.update(f"{file.name}:{file.stat().st_size}:".encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()


def build_checker() -> Checker:
    """The checker of papers; it needs no settings. Raises :class:`service.errors.NormFault`."""
    return Checker(load_editions(), load_legal_bases(), load_type_names())


def _template_bounds(settings: Settings) -> Bounds:
    return Bounds(settings.template_seconds, settings.template_memory_mib)


def load_templates(
    types: Mapping[str, DocumentType],
    own_templates: Path | None,
    tone_marks: ToneMarks,
    bounds: Bounds | None = None,
) -> Mapping[str, Template]:
    """Every template of every type, compiled and checked against its model; an office's own copy comes first.

    An office's own is filled within ``bounds``, by a process of its own.

    Raises :class:`TemplateFault` with the faults of all templates together.
    """
    _check_own_templates(own_templates, [name for each in types.values() for name in each.template_names])
    rewrite = None if tone_marks == "ủy" else partial(respell, tone_marks=tone_marks)
    compiled: dict[str, Template] = {}
    faults: list[tuple[TemplatePlace, str]] = []
    for document_type in types.values():
        paths = printed_paths(document_type.printed)
        for name in document_type.template_names:
            try:
                docx, is_own = _template_bytes(name, own_templates)
                template = compile_template(docx, name, rewrite_text=rewrite)
                check_fit(template, paths, exact=False)
                compiled[name] = ConfinedTemplate(template, docx, rewrite, bounds) if is_own else template
            except TemplateFault as fault:
                faults.extend(fault.faults)
    if faults:
        raise TemplateFault(faults)
    return compiled


def _check_own_templates(folder: Path | None, names: Sequence[str]) -> None:
    """An office's template under a wrong name, or of another kind, would never be used, and nobody would know."""
    if folder is None:
        return
    known = [f"{name}.docx" for name in names]
    try:
        if not folder.is_dir():
            raise SettingFault(f"TEMPLATES_DIR: {folder} is not a folder")
        entries = sorted(entry for entry in folder.iterdir() if not entry.name.startswith(("~", ".")))
        strange = [entry.name for entry in entries if entry.name not in known or not entry.is_file()]
    except OSError as failure:
        raise SettingFault(f"TEMPLATES_DIR: {folder} cannot be read: {failure.strerror}") from None
    if strange:
        raise SettingFault(
            f"TEMPLATES_DIR: no template has the name {', '.join(strange)}; there are the files {', '.join(known)}"
        )


def _template_bytes(name: str, own_templates: Path | None) -> tuple[bytes, bool]:
    """The file, and whether it is the office's own."""
    own = own_templates / f"{name}.docx" if own_templates else None
    is_own = own is not None and own.is_file()
    path = own if own is not None and is_own else TEMPLATES / f"{name}.docx"
    if not path.is_file():
        raise TemplateFault([(TemplatePlace(name), "the file is missing")])
    try:
        return path.read_bytes(), is_own
    except OSError as failure:
        raise TemplateFault([(TemplatePlace(name), f"the file cannot be read: {failure.strerror}")]) from None


def workbook(document_type: DocumentType) -> bytes:
    """The workbook to fill in for papers of a type, with its sample as the example."""
    from service.batch.workbook import empty_workbook, shape_of  # noqa: PLC0415  # few commands need Excel

    return empty_workbook(shape_of(document_type), json.loads(sample(document_type)))


def sample(document_type: DocumentType) -> bytes:
    """The sample payload of a type, as it stands in the samples folder."""
    return (SAMPLES / f"{document_type.slug}.json").read_bytes()
