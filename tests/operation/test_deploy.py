"""What lies in deploy/, and compose.yaml: read by the programs that they are for, and as strict as they say."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import jsonschema
import pytest
import yaml

from service.cli.serving import MOST_SECONDS_TO_END, SECONDS_FOR_CHUNKS
from service.config import Settings

CHECKOUT = Path(__file__).parents[2]
UNIT = CHECKOUT / "deploy" / "vanthu.service"


class TestUnit:
    @pytest.mark.needs("systemd-analyze")
    def test_systemd_understands_every_line(self, tmp_path):
        program = tmp_path / "vanthu"
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
        text = UNIT.read_text()
        started = next(line for line in text.splitlines() if line.startswith("ExecStart="))
        (tmp_path / "vanthu.service").write_text(text.replace(started, f"ExecStart={program} serve"))
        command = ["systemd-analyze", "verify", "--man=no", str(tmp_path / "vanthu.service")]
        done = subprocess.run(command, capture_output=True, text=True, check=False)

        assert [line for line in done.stderr.splitlines() if "vanthu" in line] == []

    @pytest.mark.needs("systemd-analyze")
    def test_little_is_left_that_the_service_could_do_to_the_machine(self):
        """1.2 of 10 with systemd 252; what is left is that it listens on the network and has a user."""
        command = ["systemd-analyze", "security", "--offline=true", "--threshold=20", str(UNIT)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)

        assert done.returncode == 0, done.stdout

    def test_it_starts_what_the_bundle_installs(self):
        installer = (CHECKOUT / "deploy" / "bundle" / "install.sh").read_text()

        assert (
            "\nExecStart=/opt/vanthu/current/venv/bin/vanthu serve --host 127.0.0.1 --port 8000\n" in UNIT.read_text()
        )
        assert "prefix=${1:-/opt/vanthu}" in installer
        assert '"$release/venv/bin/vanthu"' in installer


def test_every_setting_in_the_examples_is_one():
    """A name that is misspelt would be ignored in silence."""
    environment = (CHECKOUT / "deploy" / "vanthu.env").read_text()
    named = set(re.findall(r"^#?([A-Z_]+)=", environment, re.MULTILINE))
    named |= set(compose()["services"]["vanthu"]["environment"])

    assert named - {name.upper() for name in Settings.model_fields} == set()


def compose() -> dict:
    return yaml.safe_load((CHECKOUT / "compose.yaml").read_text())


TEXT = {"type": "string"}
HARDENED = {
    "type": "object",
    "required": ["services", "secrets", "volumes"],
    "additionalProperties": False,
    "properties": {
        "services": {
            "type": "object",
            "required": ["vanthu"],
            "additionalProperties": False,
            "properties": {
                "vanthu": {
                    "type": "object",
                    "required": [
                        "build",
                        "user",
                        "read_only",
                        "cap_drop",
                        "security_opt",
                        "secrets",
                        "tmpfs",
                        "volumes",
                    ],
                    "additionalProperties": False,
                    "properties": {
                        "build": {"const": "."},
                        "image": TEXT,
                        "user": {"const": "10001:10001"},
                        "ports": {"type": "array", "items": {"type": "string", "pattern": r"^127\.0\.0\.1:\d+:8000$"}},
                        "environment": {"type": "object", "additionalProperties": TEXT},
                        "secrets": {"const": ["first_password"]},
                        "restart": {"enum": ["unless-stopped"]},
                        "stop_grace_period": {"type": "string", "pattern": r"^\d+s$"},
                        "init": {"const": True},
                        "read_only": {"const": True},
                        "tmpfs": {"type": "array", "items": {"type": "string", "pattern": "noexec,nosuid,nodev$"}},
                        "volumes": {"const": ["batches:/data"]},
                        "cap_drop": {"const": ["ALL"]},
                        "security_opt": {"const": ["no-new-privileges:true"]},
                        "mem_limit": TEXT,
                        "memswap_limit": TEXT,
                        "pids_limit": {"type": "integer"},
                        "ulimits": {"const": {"core": 0}},
                        "logging": {
                            "type": "object",
                            "properties": {"driver": TEXT, "options": {"additionalProperties": TEXT}},
                        },
                    },
                }
            },
        },
        "secrets": {"const": {"first_password": {"file": "./secrets/first-password"}}},
        "volumes": {"const": {"batches": None}},
    },
}
"""What compose.yaml may say: keys and types of the Compose specification, and nothing that gives more rights."""


class TestCompose:
    def test_it_is_hardened(self):
        jsonschema.validate(compose(), HARDENED)

    def test_the_first_password_is_a_secret_and_no_variable(self):
        environment = compose()["services"]["vanthu"]["environment"]

        assert environment["FIRST_PASSWORD_FILE"] == "/run/secrets/first_password"
        assert "secrets/" in (CHECKOUT / ".gitignore").read_text().splitlines()

    def test_its_user_is_the_one_of_the_image(self):
        dockerfile = (CHECKOUT / "Dockerfile").read_text()

        assert "--gid 10001" in dockerfile
        assert "--owner 10001 --group 10001 --mode 0700 /data" in dockerfile
        assert f"USER {compose()['services']['vanthu']['user']}\n" in dockerfile


class TestTimeToStop:
    """Whoever stops the service waits until it has ended by itself, and some seconds more."""

    LEAST = MOST_SECONDS_TO_END + 5

    def test_systemd_waits_long_enough_and_lets_the_first_process_tell_the_others(self):
        unit = dict(
            re.findall(r"^(TimeoutStopSec|KillMode|KillSignal|SendSIGKILL)=(\S+)$", UNIT.read_text(), re.MULTILINE)
        )

        assert int(unit["TimeoutStopSec"]) >= self.LEAST
        assert unit["KillMode"] == "mixed"
        assert unit.get("KillSignal", "SIGTERM") == "SIGTERM"

    def test_compose_waits_long_enough(self):
        assert int(compose()["services"]["vanthu"]["stop_grace_period"].removesuffix("s")) >= self.LEAST

    def test_the_image_asks_for_the_signal_that_the_service_ends_by(self):
        assert set(re.findall(r"^STOPSIGNAL (\S+)$", (CHECKOUT / "Dockerfile").read_text(), re.MULTILINE)) <= {
            "SIGTERM"
        }
        assert json.loads((CHECKOUT / "Dockerfile").read_text().rpartition("\nCMD ")[2])[:2] == ["vanthu", "serve"]

    def test_the_manual_says_the_same(self):
        manual = (CHECKOUT / "docs" / "operations.md").read_text()
        stopping = " ".join(manual.partition("\n## Stopping\n")[2].partition("\n## ")[0].split())

        assert f"After {MOST_SECONDS_TO_END} seconds all is killed" in stopping
        assert f"is waited for ({SECONDS_FOR_CHUNKS:.0f} seconds)" in stopping
        assert f"at least {self.LEAST} seconds" in stopping
        waits = re.findall(
            r"(?:TimeoutStopSec=|stop_grace_period: |--stop-timeout |GracePeriodSeconds: )(\d+)", stopping
        )
        assert len(waits) == 4
        assert min(map(int, waits)) >= self.LEAST
