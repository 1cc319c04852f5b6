"""Who may import whom: data goes one way, and so do the imports (docs/architecture.md)."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
MODULES = sorted((CHECKOUT / "service").rglob("*.py"))

# From the top. A module imports from the layers below its own, never from a neighbour of its layer.
LAYERS = (
    {"__main__"},
    {"cli"},
    {"web"},
    {"operation"},
    {"bootstrap"},
    {"config"},
    {"pasting"},
    {"batch", "access", "audit"},
    {"pipeline"},
    {"offices"},
    {"documents", "rendering", "conformance"},
    {"norm", "package", "database"},
    {"errors", "__init__"},
)
HEIGHT = {name: -depth for depth, names in enumerate(LAYERS) for name in names}

RENDERING_ONLY = {"docxtpl", "jinja2", "minijinja"}
WORKBOOKS_ONLY = {"xlsxwriter": {"batch"}, "python_calamine": {"batch", "offices"}}
ABOVE_PIPELINE_ONLY = {"click", "flask", "flask_openapi3", "gunicorn", "pydantic_settings", "werkzeug"}


def layer_of(module: Path) -> str:
    """``service/documents/x.py`` is of ``documents``, ``service/cli.py`` of ``cli``."""
    return module.relative_to(CHECKOUT / "service").parts[0].removesuffix(".py")


def imported_names(module: Path) -> set[str]:
    """Dotted names that the module imports, relative ones written out; ``from a import b`` gives ``a.b``."""
    names = set()
    folder = module.relative_to(CHECKOUT).parent.parts
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = folder[: len(folder) + 1 - node.level] if node.level else ()
            source = ".".join([*base, *filter(None, [node.module])])
            names |= {f"{source}.{alias.name}" for alias in node.names}
    return names


def test_every_part_of_the_service_has_a_layer():
    parts = {layer_of(module) for module in MODULES}

    assert parts - HEIGHT.keys() == set()


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.relative_to(CHECKOUT)))
class TestModule:
    def test_imports_only_from_lower_layers(self, module):
        own = layer_of(module)
        other = {name.split(".")[1] for name in imported_names(module) if name.startswith("service.")} - {own}

        assert {name for name in other & HEIGHT.keys() if HEIGHT[name] >= HEIGHT[own]} == set()

    def test_keeps_the_template_engines_inside_rendering(self, module):
        packages = {name.split(".")[0] for name in imported_names(module)}

        assert layer_of(module) == "rendering" or packages & RENDERING_ONLY == set()

    def test_keeps_workbooks_to_batches_and_the_office_directory(self, module):
        packages = {name.split(".")[0] for name in imported_names(module)}

        strange = {name for name in packages & WORKBOOKS_ONLY.keys() if layer_of(module) not in WORKBOOKS_ONLY[name]}
        assert strange == set()

    def test_keeps_web_command_line_and_environment_above_the_pipeline(self, module):
        packages = {name.split(".")[0] for name in imported_names(module)}
        environment = {"environ", "environb", "getenv"}
        attributes = {node.attr for node in ast.walk(ast.parse(module.read_text())) if isinstance(node, ast.Attribute)}
        used = packages & ABOVE_PIPELINE_ONLY | attributes & environment
        used |= {name for name in imported_names(module) if name.removeprefix("os.") in environment}

        assert HEIGHT[layer_of(module)] > HEIGHT["pipeline"] or used == set()
