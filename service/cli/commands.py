"""The commands that list, print, validate, render and serve."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import click

from service.bootstrap import load_pipeline, sample
from service.bootstrap import workbook as workbook_of
from service.cli.group import FINDINGS
from service.cli.messages import tell, tell_findings
from service.cli.streams import print_json, read, write, write_standard_output
from service.config import load_settings
from service.documents import DocumentType, discover_types, json_schema
from service.errors import Language, Message, UnknownType

slug_argument = click.argument("slug")
file_argument = click.argument("file", type=click.Path(path_type=Path, allow_dash=True))


@click.command()
def types() -> None:
    """List the document types: slug and title."""
    found = discover_types()
    width = max(map(len, found))
    lines = [f"{document_type.slug:<{width}}  {document_type.title}\n" for document_type in found.values()]
    write_standard_output("".join(lines).encode())


@click.command()
@slug_argument
def schema(slug: str) -> None:
    """Print the JSON Schema of the type SLUG."""
    print_json(json_schema(type_of(slug)), indent=2)


@click.command("sample")
@slug_argument
def print_sample(slug: str) -> None:
    """Print a complete payload of the type SLUG, to start from."""
    write_standard_output(sample(type_of(slug)))


@click.command()
@slug_argument
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path, allow_dash=True), help="XLSX to write.")
def workbook(slug: str, output: Path) -> None:
    """Write the workbook (XLSX) in which papers of the type SLUG are listed, one a row."""
    write(output, workbook_of(type_of(slug)))


@click.command()
@slug_argument
@file_argument
@click.option("--json", "as_json", is_flag=True, help="Print the verdict as JSON on standard output.")
@click.pass_context
def validate(context: click.Context, slug: str, file: Path, as_json: bool) -> None:
    """Check the payload in FILE (- is standard input): 0 where a paper can be made of it, else 1."""
    settings, language = load_settings(), cast(Language, context.obj)
    payload = read(file, settings.max_body_mib)
    verdict = load_pipeline(settings).validate(slug, payload)
    if as_json:
        print_json(verdict.as_json(language))
    else:
        tell_findings([*verdict.errors, *verdict.warnings], language)
        tell(_summary(len(verdict.errors), len(verdict.warnings)).say(language))
    if verdict.errors:
        context.exit(FINDINGS)


@click.command()
@slug_argument
@file_argument
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path, allow_dash=True), help="DOCX to write.")
@click.option("--check", is_flag=True, help="Check the finished paper too; what is found in its words is told.")
@click.pass_context
def render(context: click.Context, slug: str, file: Path, output: Path, check: bool) -> None:
    """Make the paper for the payload in FILE (- is standard input) and write it to OUTPUT, whole or not at all."""
    settings = load_settings()
    payload = read(file, settings.max_body_mib)
    product = load_pipeline(settings).produce(slug, payload, check=check)
    write(output, product.content)
    tell_findings(product.warnings, context.obj)


def type_of(slug: str) -> DocumentType:
    """The type with this slug. Raises :class:`UnknownType`."""
    found = discover_types()
    if slug not in found:
        raise UnknownType(sorted(found))
    return found[slug]


def _summary(errors: int, warnings: int) -> Message:
    if errors:
        return Message(f"Dữ liệu có {errors} lỗi, {warnings} cảnh báo.", f"{errors} error(s), {warnings} warning(s).")
    return Message(f"Dữ liệu hợp lệ, {warnings} cảnh báo.", f"The payload is valid, {warnings} warning(s).")
