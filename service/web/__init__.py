"""The HTTP interface: a thin door to :mod:`service.pipeline`. No decision about papers is taken here.

``proxies``, ``admission``, ``authentication`` and ``uploads`` say which requests and files are let in; ``api``,
``checks`` and ``reference`` answer them; ``problems`` is the one table from an exception to an answer; ``server`` and
``logs`` run it all under gunicorn, ``connections`` and ``pace`` deal with slow clients; ``auditing``, ``metrics`` and
``readiness`` tell who did what and how things stand.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from flask import Flask

from service.bootstrap import identity_provider, open_access, open_desk, open_trail
from service.config import Settings
from service.pipeline import Pipeline
from service.web.admission import give_request_id, hosts_only
from service.web.api import api_blueprint
from service.web.auditing import put_audit
from service.web.authentication import callers_only, for_every_page
from service.web.batches import batches_blueprint
from service.web.checks import checks_blueprint
from service.web.clerks import clerks_blueprints
from service.web.clerks.provider import provider_blueprint
from service.web.clerks.refusing import refusal
from service.web.clerks.signing_in import signing_in_blueprint
from service.web.limits import put_limits
from service.web.logs import name_requests
from service.web.metrics import METRICS, Metrics, State, count_requests, metrics_blueprint
from service.web.per_process import OncePerProcess
from service.web.proxies import Proxies
from service.web.readiness import Readiness, checks_for, readiness_blueprint
from service.web.reference import reference_blueprint
from service.web.responses import add_common_headers
from service.web.running import Run
from service.web.server import THREADS

if TYPE_CHECKING:
    from service.access.access import Access
    from service.batch.desk import Desk

__all__ = ["create_app"]

_SECONDS_FOR_THE_LEDGER = 5.0
"""A request that finds the ledger locked is told to come again, well before its worker is taken for dead."""


def create_app(
    pipeline: Pipeline,
    settings: Settings,
    desk: Callable[[], Desk] | None = None,
    access: Callable[[], Access] | None = None,
    *,
    on_loopback: bool = True,
    run: Run | None = None,
) -> Flask:
    """The WSGI application. Everything that does not depend on a request is computed here, once.

    ``desk`` opens the desk of batches, ``access`` who may use the service, by default those of the settings; each is
    called once in each process. ``on_loopback``: the server listens there only, where nobody need sign in. ``run`` is
    that of a service whose other process makes batches; without it the application stands alone.
    """
    app = Flask(__name__, template_folder="pages")
    app.url_map.merge_slashes = False
    app.config["MAX_CONTENT_LENGTH"] = settings.max_body_mib * 1024 * 1024
    metrics, slugs = Metrics(run.metrics if run else None), frozenset(pipeline.types)
    app.extensions[METRICS] = metrics
    app.before_request(give_request_id)
    count_requests(app, metrics)
    name_requests(app, slugs)
    app.before_request(hosts_only(settings.allowed_hosts))
    door = OncePerProcess(access or partial(open_access, settings, wait_seconds=_SECONDS_FOR_THE_LEDGER))
    app.before_request(callers_only(settings, door, refusal, on_loopback=on_loopback))
    put_limits(app, settings, THREADS)
    app.context_processor(for_every_page)
    app.wsgi_app = Proxies(app.wsgi_app, settings.trusted_proxies, settings.url_prefix)  # type: ignore[method-assign]
    app.after_request(add_common_headers)
    app.register_error_handler(Exception, refusal)
    app.register_blueprint(api_blueprint(pipeline))
    app.register_blueprint(checks_blueprint(pipeline.checker))
    app.register_blueprint(reference_blueprint(pipeline, settings))
    batches = OncePerProcess(desk or partial(open_desk, settings, wait_seconds=_SECONDS_FOR_THE_LEDGER))
    app.register_blueprint(batches_blueprint(pipeline, settings, batches))
    for blueprint in clerks_blueprints(pipeline, settings, batches):
        app.register_blueprint(blueprint)
    provider = identity_provider(settings)
    app.register_blueprint(signing_in_blueprint(door, over_provider=provider is not None))
    if provider is not None:
        app.register_blueprint(provider_blueprint(door, provider, settings))
    trail, heartbeat = open_trail(settings), run.heartbeat if run else None
    app.register_blueprint(metrics_blueprint(metrics, State(batches, settings.data_folder, heartbeat)))
    checks = checks_for(pipeline, settings, batches, door, trail, heartbeat)
    app.register_blueprint(readiness_blueprint(Readiness(checks)))
    put_audit(app, trail, slugs, refusal)
    return app
