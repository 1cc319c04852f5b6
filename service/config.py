"""Settings from the environment. A wrong value names its variable, and the start is refused."""

from __future__ import annotations

import ipaddress
import os
import re
import sys
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, SecretStr, StringConstraints, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from service.access.callers import USUAL_SCOPES, Scope
from service.documents import Practice
from service.errors import SettingFault
from service.norm import ToneMarks

ROOT = Path(__file__).resolve().parent.parent
"""The checkout, where templates, schemas and samples stand beside the code."""


HostName = Annotated[str, StringConstraints(pattern=r"^([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])$")]
"""A host as it stands in a URL, without scheme and port."""


_SAFE_ISSUER = re.compile(
    r"https://[^/?#@\s]+(/[^?#\s]*)?$|http://(127\.0\.0\.1|localhost|\[::1\])(:[0-9]+)?(/[^?#\s]*)?$"
)


class Settings(BaseSettings):
    """One field per environment variable, named like it."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    offices_dir: Path | None = Field(None, description="Office directory: a JSON or XLSX file, or a folder of them.")
    templates_dir: Path | None = Field(None, description="Folder of an office's own copies of templates.")
    tone_marks: ToneMarks = Field("ủy", description="Spelling of fixed wording: ủy or uỷ.")
    last_basis_end: Literal[",", ".", ";"] = Field(",", description="Mark after the last căn cứ.")
    transfer_days: int | None = Field(
        None, ge=1, le=365, description="Working days to complete a transfer; by default 30, before 30/7/2021 60."
    )
    cell_term_years: Literal["2", "2.5", "3", "5"] = Field("5", description="Usual term of a cell, in years.")
    max_body_mib: int = Field(8, ge=1, le=512, description="Largest request body, in MiB.")
    max_upload_mib: int = Field(256, ge=1, le=4096, description="Largest upload of a batch, in MiB.")
    max_members: int = Field(5000, ge=1, le=20000, description="Most members in one paper.")
    max_rows: int = Field(200_000, ge=1, le=5_000_000, description="Most papers in one batch.")
    allowed_hosts: Annotated[tuple[HostName, ...], NoDecode] = Field(
        ("127.0.0.1", "localhost", "[::1]"), description="Hosts, comma-separated, for which unsafe requests are taken."
    )
    workers: int = Field(2, ge=1, le=64, description="Web worker processes.")
    data_dir: Path | None = Field(None, description="Folder of batches; by default the user's own data folder.")
    database_url: str | None = Field(None, description="Ledger of batches; by default SQLite in DATA_DIR.")
    batch_days: int = Field(30, ge=1, le=365, description="Days that a batch is kept.")
    batch_processes: int | None = Field(
        None, ge=1, le=64, description="Processes that make the papers of batches; by default one for each processor."
    )
    max_open_batches: int = Field(20, ge=0, le=10_000, description="Unfinished batches of one owner; 0: any number.")
    max_queued_batches: int = Field(200, ge=0, le=100_000, description="Unfinished batches of all; 0: any number.")
    max_queued_rows: int = Field(
        1_000_000, ge=0, le=100_000_000, description="Papers of all batches still to be made; 0: any number."
    )
    min_free_mib: int = Field(
        512, ge=0, le=1_000_000, description="Room on the disk of DATA_DIR that batches leave free, in MiB."
    )
    requests_per_minute: int = Field(
        600, ge=0, le=1_000_000, description="Papers, checks and uploads a minute for each key or user; 0: any number."
    )
    local_requests_per_minute: int = Field(
        0, ge=0, le=1_000_000, description="The same for each address of those who need not sign in; 0: any number."
    )
    sign_ins_per_minute: int = Field(
        60, ge=0, le=1_000_000, description="Tries to sign in a minute from each address; 0: any number."
    )
    max_requests: int = Field(
        20_000, ge=0, le=10_000_000, description="Requests after which a web worker is replaced by a new one; 0: never."
    )
    template_seconds: int = Field(
        20, ge=1, le=50, description="Processor time for one paper of an office's own template, in seconds."
    )
    template_memory_mib: int = Field(
        1024, ge=512, le=16_384, description="Memory for the same, in MiB of address space."
    )
    auth: Literal["auto", "required"] = Field(
        "auto", description="auto: nobody signs in on loopback where no proxy forwards; required: everybody does."
    )
    session_idle_minutes: int = Field(
        60, ge=30, le=480, description="Minutes without a request after which a clerk signs in anew."
    )
    first_user: str | None = Field(None, description="User who may do everything, made where there is no user yet.")
    first_password_file: Path | None = Field(None, description="File with the password of FIRST_USER.")
    trusted_proxies: Annotated[tuple[str, ...] | None, NoDecode] = Field(
        None, description="Addresses or networks, comma-separated, of proxies whose X-Forwarded headers are believed."
    )
    url_prefix: str | None = Field(
        None, pattern=r"^(/[A-Za-z0-9._~-]*[A-Za-z0-9_~-])+$", description="Path below which a proxy shows the service."
    )
    oidc_issuer: str | None = Field(None, description="Identity provider (OpenID Connect) that clerks sign in over.")
    oidc_client_id: str | None = Field(None, description="Name of the service there.")
    oidc_client_secret: SecretStr | None = Field(None, description="Its secret there.")
    oidc_scopes: Annotated[tuple[Scope, ...], NoDecode] = Field(
        USUAL_SCOPES, description="What whoever signs in over it may do, comma-separated."
    )
    audit_months: int = Field(24, ge=1, le=240, description="Months for which the audit trail is kept.")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="Least level that is logged.")

    @field_validator("allowed_hosts", "trusted_proxies", "oidc_scopes", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, value: tuple[str, ...] | None) -> tuple[str, ...] | None:
        for each in value or ():
            ipaddress.ip_network(each, strict=False)
        return value

    @field_validator("oidc_issuer")
    @classmethod
    def _is_safe_to_ask(cls, value: str | None) -> str | None:
        if value is not None and not _SAFE_ISSUER.match(value):
            raise ValueError("must be an https address without query (http only on loopback)")
        return value

    @model_validator(mode="after")
    def _belong_together(self) -> Self:  # noqa: N804  # one of mode after has the settings themselves
        if len({self.oidc_issuer is None, self.oidc_client_id is None, self.oidc_client_secret is None}) > 1:
            raise ValueError("OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET go together")
        if (self.first_user is None) != (self.first_password_file is None):
            raise ValueError("FIRST_USER and FIRST_PASSWORD_FILE go together")
        return self

    @property
    def data_folder(self) -> Path:
        """``DATA_DIR``, or where programs of this user keep their data on this system."""
        return self.data_dir or _user_data() / "vanthu"

    @property
    def processes(self) -> int:
        """How many processes make the papers of batches."""
        return self.batch_processes or os.cpu_count() or 1

    def practice(self) -> Practice:
        """The part of the settings that papers are printed and judged by."""
        return Practice(
            tone_marks=self.tone_marks,
            last_basis_end=self.last_basis_end,
            transfer_days=self.transfer_days,
            cell_term_years=float(self.cell_term_years),
            max_members=self.max_members,
        )


def _user_data() -> Path:
    """``%LOCALAPPDATA%``, ``~/Library/Application Support``, or as the XDG base directories say."""
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    if sys.platform == "darwin":
        return home / "Library" / "Application Support"
    return Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")


def _told(fault: dict[str, Any]) -> str:
    """What is wrong with a variable; with several together, it names them itself, and their values may be secrets."""
    if not fault["loc"]:
        return str(fault["msg"])
    return f"{'.'.join(map(str, fault['loc'])).upper()}: {fault['msg']} (given: {fault['input']!r})"


def load_settings() -> Settings:
    """Settings from the environment. Raises :class:`SettingFault` naming every variable that cannot work."""
    try:
        return Settings()
    except ValidationError as error:
        faults = [_told(dict(each)) for each in error.errors()]
        raise SettingFault("settings:\n" + "\n".join(faults)) from None
