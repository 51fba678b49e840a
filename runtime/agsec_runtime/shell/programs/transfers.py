"""scp, rsync, sftp, ftp, lftp: copies between this machine and others, by words or by a session's commands."""

from __future__ import annotations

from ...marks import STAR, is_plain
from ...urls import host_of, is_loopback, loopback_host
from ..options import parse
from .uploads import STDIN, Upload, contents, copied, has_host, send_stdin, split_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..call import Call
    from ..options import Option

MAX_LINES = 2000  # of a session's commands
MAX_SOURCES = 8  # files of commands that a session reads
_SSH = "-c: -D: -F: -i: -J: -l: -o: -P: -S: -X: -r -p -q -v -C -3 -4 -6"
_SFTP = "-B: -b: -c: -D: -F: -i: -J: -l: -o: -P: -R: -S: -s: -X: -r -p -q -v -C -N -f -a"
_RSYNC = (
    "-e: --rsh: --rsync-path: -f: --filter: --exclude: --include: --exclude-from: --include-from: --files-from: -T:"
    " --temp-dir: --partial-dir: --backup-dir: --suffix: --compare-dest: --copy-dest: --link-dest: --log-file: -B:"
    " --block-size: --bwlimit: --port: --timeout: --contimeout: --stop-after: --stop-at: --password-file: --max-size:"
    " --min-size: --max-delete: --max-alloc: --chmod: --chown: --usermap: --groupmap: --copy-as: --out-format:"
    " --log-file-format: --log-format: -M: --remote-option: --info: --debug: --stderr: --outbuf: --address: --sockopts:"
    " --skip-compress: --compress-choice: --zc: --compress-level: --zl: --checksum-choice: --cc: --checksum-seed:"
    " -@: --modify-window: --write-batch: --only-write-batch: --read-batch: --protocol: --iconv: --early-input:"
    " --config: --dparam: --delete --delete-before --delete-during --delete-delay --delete-after --delete-excluded"
    " --del --delete-missing-args --remove-source-files --partial --progress --backup --compress --checksum --archive"
    " --recursive --relative --dry-run --list-only --no-motd --stats --verbose --human-readable --itemize-changes"
)

_RSYNC_READ = ("--files-from", "--exclude-from", "--include-from", "--password-file", "--read-batch")
_RSYNC_WRITTEN = ("--log-file", "--write-batch", "--only-write-batch")
_RSYNC_BESIDE = ("--backup-dir", "--partial-dir", "-T", "--temp-dir")  # on the side that receives


def _place_host(word: str) -> str | None:
    """The host of `[user@]host:path` or of a URL."""
    if "://" in word:
        return host_of(word)
    at, _, rest = word.partition("@")
    place = rest if rest and ":" not in at else word
    return host_of(place.partition("]")[0] + "]" if place[:1] == "[" else place.partition(":")[0])


def _leaves(words: list[str]) -> bool:
    """Whether one of the places that are on another host is not on this machine."""
    hosts = [_place_host(word) for word in words if has_host(word)]
    return any([host is None or not is_loopback(host) for host in hosts])


def _ssh_options(call: Call, options: list[Option]) -> bool:
    """Tell what ssh's options read and run; whether one of them leads through another host."""
    through = False
    for name, value in options:
        if name == "-F":  # a key (-i) is used, and not shown
            call.read(value)
        elif name in ("-S", "-D") and value and call.name != "ssh":
            call.run(split_words(value))
        elif name == "-J":
            through = True
        elif name == "-o":
            key, _, setting = value.replace("=", " ", 1).strip().partition(" ")
            key, setting = key.lower(), setting.strip(' "=')
            through = through or key in ("hostname", "proxyjump", "proxycommand")
            if key in ("proxycommand", "localcommand", "knownhostscommand") and setting.lower() != "none":
                call.script(setting)
    return through


def _scp(call: Call) -> str:
    options, operands = parse(call.args, _SSH)
    through = _ssh_options(call, options)
    if len(operands) > 1:
        copied(call, operands[:-1], operands[-1], has_host, through or _leaves(operands))
    return ""


def _ssh_copy_id(call: Call) -> str:
    """It sends a public key, and nothing else."""
    options, operands = parse(call.args, "-i? -p: -F: -o: -t: -f -n -s -x")
    given = [value for name, value in options if name == "-i" and value]
    home = call.shell.home or "~"
    upload = Upload(call)
    for key in given or (operands[:-1] if len(operands) > 1 else [f"{home}/.ssh/id_{STAR}.pub"]):
        upload.file(key if key.endswith(".pub") else key + ".pub")
    upload.tell(not operands or not loopback_host(operands[-1].rpartition("@")[2]))
    return ""


# -- rsync


def _rsync(call: Call) -> str | None:
    options, operands = parse(call.args, _RSYNC)
    flags = {name for name, _ in options}
    sources, target = operands[:-1], "".join(operands[-1:])
    leaves = _leaves(operands)
    lists = _rsync_options(call, options, has_host(target))
    for name, value in options:
        if name == "--rsync-path":
            call.script(value, stdin="")
        elif name in ("-e", "--rsh"):
            _rsync_shell(call, value, [operand for operand in operands if has_host(operand) and "://" not in operand])
    if not sources or flags & {"-n", "--dry-run", "--list-only"}:
        for source in sources:
            if not has_host(source):
                call.read(source)
        return None
    copied(call, contents(sources), target, has_host, leaves, "--remove-source-files" in flags)
    for path in lists:
        _listed(call, sources[0], path, leaves and has_host(target))
    if not has_host(target) and any([name.startswith("--del") for name in flags]):
        call.delete(target)
    return None


def _rsync_options(call: Call, options: list[Option], away: bool) -> list[str]:
    """Tell what options read, write and run; the lists of files among them."""
    for name, value in options:
        if name in _RSYNC_READ:
            if value != STDIN and not has_host(value):
                call.read(value)
        elif name in _RSYNC_WRITTEN or (name in _RSYNC_BESIDE and value and not away):
            call.write(value)
    return [value for name, value in options if name == "--files-from"]


def _rsync_shell(call: Call, command: str, places: list[str]) -> None:
    """The command that leads to a remote place: it gets the host as its first word."""
    words = split_words(command)
    if words and places:
        call.run([*words, places[0].partition(":")[0]], "")


def _listed(call: Call, base: str, path: str, leaves: bool) -> None:
    """The files that a list names below the source."""
    upload = Upload(call)
    text = call.stdin if path == STDIN else call.shell.content(path) or ""
    for line in text.split("\n")[:MAX_LINES]:
        if line.strip():
            upload.file(f"{base.rstrip('/')}/{line.strip().lstrip('/')}")
    upload.tell(leaves)


# -- sessions: commands of sftp, ftp and lftp

_PUT = ("put", "reput", "mput", "send", "append", "newer-put")
_DELETE = ("rm", "rmdir", "delete", "mdelete", "del", "deltree", "mrm", "glob")
_GET = ("get", "reget", "mget", "recv", "newer", "pget")


class _Session:
    """A client's commands, one after another: what they send, receive and run."""

    __slots__ = ("call", "directory", "leaves", "sources")

    def __init__(self, call: Call, leaves: bool) -> None:
        self.call = call
        self.leaves = leaves
        self.directory = ""
        self.sources = 0

    def run(self, text: str, separators: str = "\n") -> None:
        for line in _commands(text, separators)[:MAX_LINES]:
            self._command(line.strip().lstrip("@-"))  # sftp: do not echo it, go on if it fails

    def _command(self, line: str) -> None:
        if line[:1] == "!":
            self.call.script(line[1:])
            return
        words = split_words(line)
        name = words[0].lower() if words else ""
        if name in ("open", "connect") and words[1:]:
            self.leaves = _opens(words[1:])
        elif name == "lcd" and words[1:]:
            self.directory = self._local(words[1])
        elif name in ("shell", "local") and words[1:]:
            self.call.script(" ".join(words[1:]))
        elif name in ("source", ".") and words[1:]:
            self._source(words[1])
        else:
            self._transfer(name, words[1:])

    def _source(self, path: str) -> None:
        self.call.read(path)
        self.sources += 1
        if self.sources <= MAX_SOURCES:
            self.run(self.call.shell.content(path) or "", "\n;")

    def _transfer(self, name: str, words: list[str]) -> None:
        options, operands = _session_words(words)
        values = dict(options)
        if name == "mirror":
            self._mirror({each for each, _ in options}, operands)
        elif name in _PUT:
            self._put(operands if name == "mput" or "-O" in values else operands[:1], "-E" in values)
        elif name in _GET and operands:
            self._get(name, operands, values)
        elif name in _DELETE:
            for operand in operands[1:] if operands[:1] in (["rm"], ["rmdir"]) else operands:
                self.call.delete(operand)
        elif name in ("lmkdir", "!mkdir") and operands:
            self.call.write(self._local(operands[0]))

    def _put(self, sources: list[str], moves: bool) -> None:
        upload = Upload(self.call)
        for source in sources:
            upload.file(self._local(source))
            if moves:
                self.call.delete(self._local(source))
        upload.tell(self.leaves)

    def _get(self, name: str, operands: list[str], values: dict[str, str]) -> None:
        if "-o" in values:
            self.call.write(self._local(values["-o"]))
        elif name != "mget" and operands[1:] and "-O" not in values:
            self.call.write_into(self._local(operands[1]), operands[:1])
        else:
            directory = values.get("-O", ".")
            for operand in operands:
                self.call.write(self._local(f"{directory}/{operand.rpartition('/')[2]}"))

    def _mirror(self, flags: set[str], operands: list[str]) -> None:
        if flags & {"-R", "--reverse"}:
            self._put(operands[:1] or ["."], bool(flags & {"--Remove-source-files"}))
            return
        target = self._local(operands[1] if operands[1:] else ".")
        self.call.write_into(target, operands[:1])
        if flags & {"-e", "--delete"}:
            self.call.delete(target)

    def _local(self, path: str) -> str:
        if path[:1] == "~" and self.call.shell.home:
            path = self.call.shell.home + path[1:]
        return f"{self.directory}/{path}" if self.directory and path[:1] != "/" else path


def _commands(text: str, separators: str) -> list[str]:
    lines = text.split("\n")
    return [piece for line in lines for piece in line.split(";")] if ";" in separators else lines


def _session_words(words: list[str]) -> tuple[list[Option], list[str]]:
    """A session command's options and operands; `-e` is a flag of `mirror`, and takes nothing there."""
    return parse(
        words, "-O: -o: -P: -n: -R --reverse --delete -e --Remove-source-files -E -c -a -r -p -f -v --parallel:"
    )


def _opens(words: list[str]) -> bool:
    places = [word for word in words if word[:1] != "-"]
    host = host_of(places[-1] if len(places) == 1 or not places[-1].isdigit() else places[-2]) if places else None
    return host is None or not is_loopback(host)


def _sftp(call: Call) -> str | None:
    options, operands = parse(call.args, _SFTP)
    through = _ssh_options(call, options)
    place = operands[0] if operands else ""
    leaves = through or not place or not _is_local(place)
    if operands[1:] or has_host(place):
        path = place.partition("://")[2].partition("/")[2] if "://" in place else place.partition(":")[2]
        if path and not path.endswith("/"):
            call.write_into(operands[1] if operands[1:] else ".", [path])
    _commanded(call, [value for name, value in options if name == "-b"], leaves)
    return None


def _is_local(place: str) -> bool:
    host = _place_host(place)
    return host is not None and is_loopback(host)


def _commanded(call: Call, batches: list[str], leaves: bool) -> None:
    """Run a session by its batch files, or by standard input where there is none."""
    session = _Session(call, leaves)
    for batch in batches:
        if batch != STDIN:
            call.read(batch)
            session.run(call.shell.content(batch) or "")
    if not batches or STDIN in batches:
        session.run(call.stdin)
        if leaves and not is_plain(call.stdin):
            send_stdin(call)


def _ftp(call: Call) -> str | None:
    """ftp and tnftp; `-u URL FILE...` uploads, `-o FILE` is where a URL's content goes."""
    options, operands = parse(call.args, "-N: -o: -P: -p -q: -r: -s: -T: -u: -x: -n -i -v -d -g -e")
    values = dict(options)
    if "-u" in values:
        upload = Upload(call)
        for operand in operands:
            upload.file(operand)
        upload.tell(_opens([values["-u"]]))
        return None
    if "-o" in values and values["-o"] != STDIN:
        call.write(values["-o"])
    _commanded(call, [], not operands or _opens(operands[:1]))
    return None


def _lftp(call: Call) -> str | None:
    options, operands = parse(call.args, "-c: -e: -f: -u: -p: -s: --user: --password: --env-password --norc -d")
    session = _Session(call, not operands or _opens(operands[:1]))
    for name, value in options:
        if name in ("-c", "-e"):
            session.run(value, "\n;")
        elif name == "-f":
            call.read(value)
            session.run(call.shell.content(value) or "", "\n;")
    session.run(call.stdin, "\n;")
    return None


def _smbclient(call: Call) -> str | None:
    """`smbclient //HOST/SHARE -c COMMANDS`."""
    options, operands = parse(
        call.args, "-c: --command: -U: --user: -p: --port: -W: -I: -D: --directory: -A: -m: -n: -T: -s: -l: -d:"
    )
    session = _Session(call, not operands or _opens(["smb:" + operands[0].replace("\\", "/")]))
    for name, value in options:
        if name in ("-c", "--command"):
            session.run(value, "\n;")
    session.run(call.stdin, "\n;")
    return None


def _tftp(call: Call) -> str | None:
    """`tftp HOST [PORT] -c put LOCAL [REMOTE]`."""
    operands = [word for word in call.args if word not in ("-4", "-6", "-l", "-v", "-c", "-m", "binary")]
    session = _Session(call, not operands or _opens(operands[:1]))
    if "-c" in call.args:
        session.run(" ".join(call.args[call.args.index("-c") + 1 :]))
    else:
        session.run(call.stdin)
    return None


PROGRAMS = {
    "ftp": _ftp,
    "lftp": _lftp,
    "rsync": _rsync,
    "scp": _scp,
    "sftp": _sftp,
    "smbclient": _smbclient,
    "ssh-copy-id": _ssh_copy_id,
    "tftp": _tftp,
    "tnftp": _ftp,
}
