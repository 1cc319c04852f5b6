"""Trợ giúp: what can be done here and how, each type of paper in a clerk's words, the norm, how systems call us."""

from __future__ import annotations

from functools import cache

from flask import Blueprint, Response, request

from service.bootstrap import sample
from service.config import Settings
from service.documents import DocumentType
from service.norm import load_editions
from service.pipeline import Pipeline, as_file_name
from service.web.addresses import prefix
from service.web.admission import is_host_of
from service.web.clerks.forms import Form, form_of
from service.web.clerks.norm_words import SURENESS, facts_of
from service.web.clerks.page import page
from service.web.clerks.rule_words import RuleWords, rules_of
from service.web.openapi import API
from service.web.reference import USUAL_ADDRESS
from service.web.responses import docx_response


def help_blueprint(pipeline: Pipeline, settings: Settings) -> Blueprint:
    """``/tro-giup`` and what lies below it."""
    blueprint = Blueprint("help", __name__)
    types = list(pipeline.types.values())
    hosts = frozenset(host.lower() for host in settings.allowed_hosts)
    editions = [(edition, tuple(facts_of(edition))) for edition in load_editions().values()]

    @cache
    def about(slug: str) -> tuple[DocumentType, Form, tuple[RuleWords, ...]]:
        document_type = pipeline.types[slug]
        return document_type, form_of(document_type, {}), rules_of(document_type)

    @blueprint.get("/tro-giup")
    def overview() -> Response:
        return page("help.html", here="help", types=types, days=settings.batch_days)

    @blueprint.get("/tro-giup/the-thuc")
    def norm() -> Response:
        return page("help_norm.html", here="help", editions=editions, sureness=SURENESS)

    @blueprint.get("/tro-giup/he-thong")
    def systems() -> Response:
        known = is_host_of(request.headers.get("Host", ""), hosts)
        address = (request.host_url if known else USUAL_ADDRESS).rstrip("/") + prefix()
        return page("help_systems.html", here="help", address=address, api=API, types=types)

    @blueprint.get("/tro-giup/<slug>")
    def of_type(slug: str) -> Response:
        document_type, form, rules = about(pipeline.document_type(slug).slug)
        return page("help_type.html", here="help", type=document_type, form=form, rules=rules, api=API)

    @blueprint.get("/tro-giup/<slug>/mau.docx")
    def sample_paper(slug: str) -> Response:
        """The sample of the type as a paper."""
        document_type = pipeline.document_type(slug)
        made = pipeline.produce(document_type.slug, sample(document_type))
        return docx_response(made.content, as_file_name(f"Mẫu {document_type.title}"))

    return blueprint
