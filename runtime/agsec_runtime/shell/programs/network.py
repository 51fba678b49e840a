"""Programs that talk to other hosts, by family; a family's module is imported when one of its programs is met."""

from __future__ import annotations

from ...urls import host_of, loopback_host

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..call import Call

    Handler = Callable[[Call], str | None]

__all__ = ["PROGRAMS", "host_of", "loopback_host"]

_FAMILIES = {
    "clouds": "aws az gcloud gsutil mc rclone s3cmd s4cmd s5cmd",
    "downloads": "aria2c axel http https wget wget2 xh xhs",
    "curl": "curl curlie",
    "lookups": "delv dig drill finger fping getent host kdig nslookup ping ping6 resolvectl systemd-resolve tracepath"
    " traceroute whois",
    "sockets": "nc ncat netcat openssl socat telnet",
    "transfers": "ftp lftp rsync scp sftp smbclient ssh-copy-id tftp tnftp",
}


def _by(family: str, name: str) -> Handler:
    def handler(call: Call) -> str | None:
        module = __import__(f"agsec_runtime.shell.programs.{family}", fromlist=("PROGRAMS",))
        told: str | None = module.PROGRAMS[name](call)
        return told

    return handler


PROGRAMS: dict[str, Handler] = {
    name: _by(family, name) for family, names in _FAMILIES.items() for name in names.split()
}
