"""Real servers of files and of mail on 127.0.0.1, started from a folder of a test and ended by it.

They need root and Debian's ``openssh-server`` and ``dovecot-imapd``.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_NOBODY = 65534
_MAIL_USER, _MAIL_PASSWORD = "bao.cao@tinh.example", "mật khẩu 1"


@dataclass(frozen=True)
class SftpServer:
    """Where it listens, the key a user logs in with, the keys it is known by, and its process."""

    port: int
    key: Path
    known_hosts: Path
    process: subprocess.Popen[bytes]

    def url(self, folder: Path) -> str:
        return f"sftp://root@127.0.0.1:{self.port}{folder}"


@dataclass(frozen=True)
class MailServer:
    """Where it listens, the authority that signed its certificate, and the folder of its mail."""

    port: int
    ca_file: Path
    password_file: Path
    maildir: Path
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"imaps://{_MAIL_USER.replace('@', '%40')}@localhost:{self.port}/INBOX"

    def deliver(self, message: bytes, at: float | None = None) -> Path:
        """Put a message into the mailbox, as a mail server does, received ``at`` a time."""
        name = f"{time.time_ns()}.M1P1.test"
        unfinished = self.maildir / "tmp" / name
        unfinished.write_bytes(message)
        os.chown(unfinished, _NOBODY, _NOBODY)
        if at is not None:
            os.utime(unfinished, (at, at))
        return unfinished.rename(self.maildir / "new" / name)

    def add_folder(self, name: str) -> None:
        """Make a folder of the mailbox, by its name as it is kept."""
        _make_maildir(self.maildir / f".{name}")


def _make_maildir(folder: Path) -> None:
    for name in ("", "cur", "new", "tmp"):
        (folder / name).mkdir()
        os.chown(folder / name, _NOBODY, _NOBODY)


@contextmanager
def sftp_server(folder: Path) -> Iterator[SftpServer]:
    """An OpenSSH server that serves files only, to one key."""
    port = _free_port()
    for name in ("host", "user"):
        key_pair(folder / name)
    (folder / "authorized").write_bytes((folder / "user.pub").read_bytes())
    host_key = " ".join((folder / "host.pub").read_text().split()[:2])
    known_hosts = folder / "known_hosts"
    known_hosts.write_text(f"[127.0.0.1]:{port} {host_key}\n")
    settings = folder / "sshd_config"
    settings.write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\nPidFile {folder}/sshd.pid\n"
        f"AuthorizedKeysFile {folder}/authorized\nStrictModes no\nUsePAM no\n"
        "PermitRootLogin yes\nPasswordAuthentication no\nSubsystem sftp internal-sftp\n"
    )
    Path("/run/sshd").mkdir(exist_ok=True)
    sshd = shutil.which("sshd", path="/usr/sbin:/usr/bin") or "sshd"
    with _running([sshd, "-D", "-e", "-f", str(settings)], folder, port) as process:
        yield SftpServer(port, folder / "user", known_hosts, process)


@contextmanager
def mail_server(folder: Path) -> Iterator[MailServer]:
    """A Dovecot that serves one mailbox by IMAP over TLS."""
    port = _free_port()
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")),
            *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
        ],
        check=True,
        capture_output=True,
    )
    password_file = folder / "password"
    password_file.write_text(f"{_MAIL_PASSWORD}\n", "utf-8")
    users = folder / "users"
    users.write_text(f"{_MAIL_USER}:{{PLAIN}}{_MAIL_PASSWORD}\n", "utf-8")
    maildir = folder / "mail"
    _make_maildir(maildir)
    _open_to_all(folder)
    settings = folder / "dovecot.conf"
    settings.write_text(_dovecot_settings(folder, port), "utf-8")
    dovecot = shutil.which("dovecot", path="/usr/sbin:/usr/bin") or "dovecot"
    with _running([dovecot, "-F", "-c", str(settings)], folder, port) as process:
        yield MailServer(port, folder / "cert.pem", password_file, maildir, process)


def _dovecot_settings(folder: Path, port: int) -> str:
    return f"""
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
ssl = required
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
mail_location = maildir:{folder}/mail
first_valid_uid = 1
first_valid_gid = 1
default_internal_user = nobody
default_login_user = nobody
default_internal_group = nogroup
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {folder}/users
}}
userdb {{
  driver = static
  args = uid={_NOBODY} gid={_NOBODY} home={folder}/mail
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


@contextmanager
def _running(command: list[str], folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """A server as a process of its own, once it answers, until the test ends it."""
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
    try:
        for _ in range(100):
            with socket.socket() as connecting:
                if connecting.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        else:
            raise RuntimeError((folder / "server.log").read_text("utf-8", "replace"))
        yield process
    finally:
        process.terminate()
        process.wait(10)


def _open_to_all(folder: Path) -> None:
    """Let the servers' own users pass through a folder of a test."""
    for one in (folder, *folder.parents):
        if one.stat().st_uid == os.getuid() and one != Path("/"):
            one.chmod(one.stat().st_mode | 0o011)


def key_pair(path: Path) -> None:
    """Write a key and, beside it, its public half."""
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path)]
    subprocess.run(command, check=True)


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port
