"""Commands in containers and machines: `docker`, `kubectl` and their kin run them there, and copy files to and from."""

from __future__ import annotations

from ...marks import UNKNOWN_CLOSE
from ..operands import base_name
from ..options import parse
from .escapes import LIMIT
from .launching import assign, is_program, launch, value_of, wrapped
from .shells import run_stdin
from .uploads import Upload, send_stdin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..call import Call
    from ..options import Option

_MAX_MOUNTS = 32  # that words are looked at for

# -- docker

_GLOBAL = (
    "^ --config: -c: --context: -H: --host: -l: --log-level: --tlscacert: --tlscert: --tlskey: -D --debug --tls --root:"
    " --runroot: --storage-driver: --url: --connection: -n: --namespace: -a: --address: --cgroup-manager: -r"
)
_COMPOSE = (
    "^ -f: --file: -p: --project-name: --profile: --env-file: --project-directory: --ansi: --progress: --parallel:"
    " --compatibility --dry-run -H: --host: --podman-args: --podman-path:"
)
_EXEC = (
    "^ --detach-keys: -e: --env: --env-file: -u: --user: -w: --workdir: --index: -d --detach -i --interactive"
    " --privileged -t --tty -T --no-tty -l --latest --preserve-fds: --cidfile:"
)
_RUN = (
    "^ --add-host: --annotation: -a: --attach: --blkio-weight: --blkio-weight-device: --cap-add: --cap-drop:"
    " --cgroup-parent: --cgroupns: --cidfile: --cpu-period: --cpu-quota: --cpu-rt-period: --cpu-rt-runtime: -c:"
    " --cpu-shares: --cpus: --cpuset-cpus: --cpuset-mems: --detach-keys: --device: --device-cgroup-rule:"
    " --device-read-bps: --device-read-iops: --device-write-bps: --device-write-iops: --dns: --dns-opt: --dns-option:"
    " --dns-search: --domainname: --entrypoint: -e: --env: --env-file: --expose: --gpus: --group-add: --health-cmd:"
    " --health-interval: --health-retries: --health-start-interval: --health-start-period: --health-timeout: -h:"
    " --hostname: --ip: --ip6: --ipc: --isolation: --kernel-memory: -l: --label: --label-file: --link: --link-local-ip:"
    " --log-driver: --log-opt: --mac-address: -m: --memory: --memory-reservation: --memory-swap: --memory-swappiness:"
    " --mount: --name: --net: --net-alias: --network: --network-alias: --oom-score-adj: --pid: --pids-limit:"
    " --platform: -p: --publish: --pull: --restart: --runtime: --security-opt: --shm-size: --stop-signal:"
    " --stop-timeout: --storage-opt: --sysctl: --tmpfs: --ulimit: -u: --user: --userns: --uts: -v: --volume:"
    " --volume-driver: --volumes-from: -w: --workdir: -d --detach -i --interactive --init --no-healthcheck"
    " --oom-kill-disable --privileged -P --publish-all -q --quiet --read-only --rm --sig-proxy -t --tty --use-aliases"
    " -T --no-TTY --no-deps --service-ports --build --remove-orphans --quiet-pull --pod: --secret: --authfile:"
    " --arch: --os: --variant: --tz: --umask: --hostuser: --image-volume: --init-path: --uidmap: --gidmap:"
    " --subuidname: --subgidname: --systemd: --timeout: --requires: --rootfs --replace --env-host --http-proxy"
    " --tls-verify --no-hosts --no-hostname"
)
_GROUPS = ("container", "image", "system", "volume", "builder", "buildx")
_FILES: dict[str, tuple[str, str, str]] = {  # options with values; those that read; those that write
    "build": (
        "-f: --file: -t: --tag: --build-arg: --label: --target: --platform: --network: --cache-from: --cache-to:"
        " --secret: --ssh: -o: --output: --progress: --iidfile: --metadata-file: --add-host: --builder:"
        " --build-context: -v:",
        "-f --file",
        "--iidfile --metadata-file",
    ),
    "export": ("-o: --output:", "", "-o --output"),
    "load": ("-i: --input:", "-i --input", ""),
    "save": ("-o: --output: --platform: --format:", "", "-o --output"),
}


def _docker(call: Call) -> str | None:
    _, words = parse(call.args, _GLOBAL)
    command, rest = _subcommand(words, _GROUPS)
    if command == "compose":
        return _compose(call, rest)
    if command == "exec":
        return _exec(call, rest)
    if command in ("run", "create"):
        return _run(call, rest)
    if command == "cp":
        _, operands = parse(rest, "-a --archive -L --follow-link -q --quiet --overwrite --pause")
        copied(call, operands)
        return None
    if command in _FILES:
        return _with_files(call, rest, command)
    if command in ("secret", "config") and rest[:1] == ["create"]:
        _stored(call, rest[1:])
    if command == "import":
        for path in rest[:1]:
            call.read(path)
    return None


def _subcommand(words: list[str], groups: tuple[str, ...]) -> tuple[str, list[str]]:
    """The subcommand, behind the name of its group if that is given, and what follows it."""
    if words[:1] and words[0] in groups:
        words = words[1:]
    return (words[0], words[1:]) if words else ("", [])


def _compose(call: Call, words: list[str]) -> str | None:
    options, operands = parse(words, _COMPOSE)
    for name, value in options:
        if name in ("-f", "--file"):
            call.read(value)
    command, rest = _subcommand(operands, ())
    if command == "exec":
        return _exec(call, rest)
    if command == "run":
        return _run(call, rest)
    if command == "cp":
        copied(call, parse(rest, "--index: -a -L --all")[1])
    return None


def _exec(call: Call, words: list[str]) -> str | None:
    options, operands = parse(words, _EXEC)
    _assigned(call, options)
    _given(call, options)
    return launch(call, operands[1:], value_of(options, "-w", "--workdir"))


def _given(call: Call, options: list[Option]) -> None:
    """With -i standard input goes in there."""
    if value_of(options, "-i", "--interactive", "--stdin") is not None:
        send_stdin(call)


def _stored(call: Call, words: list[str]) -> None:
    """A secret of a swarm: a file's content, or standard input."""
    upload = Upload(call)
    for path in parse(words, "-d: --driver: -l: --label: --template-driver:")[1][1:]:
        upload.file(path)
    upload.tell(True)


def _command(operands: list[str]) -> list[str]:
    """The words of the command; the image of a tool (`alpine/git`) has the tool for its entry point."""
    image = base_name("".join(operands[:1])).partition("@")[0].partition(":")[0]
    words = operands[1:]
    return [image, *words] if words and is_program(image) and not is_program(words[0]) else words


def _run(call: Call, words: list[str]) -> str | None:
    """A new container; what it has of the machine's directories is known by the names that they have here."""
    options, operands = parse(words, _RUN)
    _assigned(call, options)
    _given(call, options)
    for name, value in options:
        if name == "--cidfile":
            call.write(value)
    entry = value_of(options, "--entrypoint")
    argv = [entry, *operands[1:]] if entry else _command(operands)
    if not argv:
        return run_stdin(call, ["sh"]) if call.stdin and value_of(options, "-i", "--interactive") is not None else None
    mounts = _mounts(options)
    directory = value_of(options, "-w", "--workdir")
    return launch(call, [_outside(word, mounts) for word in argv], _outside(directory, mounts) if directory else None)


def _assigned(call: Call, options: list[Option]) -> None:
    for name, value in options:
        if name in ("-e", "--env"):
            assign(call, value)


def _mounts(options: list[Option]) -> list[tuple[str, str]]:
    """The directories of the machine that a container sees, each with its name in there; the longest names first."""
    found = []
    for name, value in options:
        if name in ("-v", "--volume"):
            end = value.rfind(UNKNOWN_CLOSE) + 1
            source, sign, target = value[:end], ":", value[end:]
            outside, sign, target = target.partition(":")
            found.append((source + outside, target.partition(":")[0]) if sign else ("", ""))
        elif name == "--mount":
            fields = {field.partition("=")[0]: field.partition("=")[2] for field in value.split(",")}
            source = fields.get("source") or fields.get("src") or ""
            found.append((source, fields.get("target") or fields.get("destination") or fields.get("dst") or ""))
    named = [
        (source, target.rstrip("/")) for source, target in found if "/" in source or source[:1] in (".", "~", "\ufdd4")
    ]
    return sorted(named[:_MAX_MOUNTS], key=lambda mount: -len(mount[1]))


def _outside(word: str, mounts: list[tuple[str, str]]) -> str:
    """A word in a container, with paths below its mounts as they are outside."""
    for source, target in mounts:
        if word == target or word == target + "/":
            return source
        if word.startswith(target + "/"):
            return source.rstrip("/") + word[len(target) :]
        if target and target + "/" in word and any([char in word for char in " ='\""]):
            if word.count(target) * len(source) > LIMIT:
                return word
            return word.replace(target + "/", source.rstrip("/") + "/")
    return word


def _with_files(call: Call, words: list[str], command: str) -> str | None:
    spec, reads, writes = _FILES[command]
    options, _ = parse(words, spec)
    for name, value in options:
        if name in reads.split() and value != "-":
            call.read(value)
        elif name in writes.split():
            call.write(value)
    return None


def copied(call: Call, operands: list[str]) -> None:
    """`cp SOURCE... TARGET`, where `NAME:path` is in there. What goes in leaves; what comes out is written."""
    if len(operands) < 2:
        return
    *sources, target = operands
    inside = _inside(target)
    paths = []
    for source in sources:
        within = _inside(source)
        paths.append(source if within is None else within)
        if source != "-":
            call.read(paths[-1])
        if inside is not None and within is None:
            call.send(source)
    if inside is not None:
        call.write_into(inside, paths)
    elif target != "-":
        call.write_into(target, paths)


def _inside(word: str) -> str | None:
    """The path behind `NAME:`, None where there is no name."""
    name, sign, path = word.partition(":")
    return path if sign and not name.startswith(("/", ".", "~")) and len(name) > 1 else None


# -- kubectl

_KUBECTL = (
    "^ -n: --namespace: --context: --cluster: --kubeconfig: -s: --server: --as: --as-group: --as-uid: --token: --user:"
    " --username: --password: --cache-dir: --certificate-authority: --client-certificate: --client-key:"
    " --request-timeout: --tls-server-name: -v: --v: --vmodule: --profile: --log-flush-frequency:"
)
_KUBECTL_EXEC = _KUBECTL + " -c: --container: -f: --filename: --pod-running-timeout: -i --stdin -t --tty -q --quiet"
_KUBECTL_FILES = (
    "-f: --filename: -k: --kustomize: -n: --namespace: --context: --cluster: --kubeconfig: -o: --output: -l:"
    " --selector: --from-file: --from-env-file: --patch-file: -p: --patch: --template: --field-manager: --dry-run?"
    " -c: --container: --retries: --cert: --key: --type:"
)
_KUBECTL_COMMANDS = (
    "apply",
    "create",
    "replace",
    "delete",
    "patch",
    "diff",
    "set",
    "label",
    "annotate",
    "get",
    "describe",
)


def _kubectl(call: Call) -> str | None:
    _, words = parse(call.args, _KUBECTL)
    command, rest = _subcommand(words, ())
    if command in ("exec", "rsh"):
        return _kubectl_exec(call, rest)
    if command in ("run", "debug"):
        argv = rest[rest.index("--") + 1 :] if "--" in rest else []
        return launch(call, argv)
    if command == "cp":
        copied(call, parse(rest, _KUBECTL_FILES)[1])
    elif command == "rsync":
        copied(call, parse(rest, "-c: --container: --include: --exclude: --strategy:")[1])
    elif command in _KUBECTL_COMMANDS:
        _kubectl_files(call, rest)
    return None


def _kubectl_exec(call: Call, words: list[str]) -> str | None:
    """`exec POD -- CMD`; options may stand behind the pod, and `--` may be left out."""
    at = words.index("--") if "--" in words else len(words)
    options, operands = parse(words[:at], _KUBECTL_EXEC)
    more, argv = parse(operands[1:], _KUBECTL_EXEC)
    _given(call, [*options, *more])
    return launch(call, words[at + 1 :] or argv)


def _kubectl_files(call: Call, words: list[str]) -> None:
    for name, value in parse(words, _KUBECTL_FILES)[0]:
        if name in ("-f", "--filename", "-k", "--kustomize", "--patch-file", "--from-env-file", "--cert", "--key"):
            if value != "-" and "://" not in value:
                call.read(value)
        elif name == "--from-file":
            call.read(value.partition("=")[2] or value)


# -- others

# PROGRAM: subcommands that run a command, each with its line (`launching.Line`).
_MACHINES: dict[str, dict[str, str]] = {
    "colima": {"ssh": "-p: --profile: --layer: | 0"},
    "distrobox": {"enter": "-n: --name: -T -e | 0", "run": "-n: --name:"},
    "lima": {"": ""},
    "limactl": {"shell": "--shell: --workdir: | 1 | --workdir"},
    "lxc": {"exec": "--cwd: --env: --group: --mode: --user: -t -T -n -e: | 1 | --cwd"},
    "machinectl": {"shell": "-E: --setenv: --uid: -q | 1", "login": " | 1"},
    "multipass": {"exec": "-d: --working-directory: -n --no-map-working-directory | 1 | -d --working-directory"},
    "toolbox": {"run": "-c: --container: -d: --distro: -r: --release:"},
}
_MACHINES["incus"] = _MACHINES["lxc"]


def _machine(call: Call) -> str | None:
    commands = _MACHINES[call.name]
    at = 0 if "" in commands else len(call.args)
    for number, word in enumerate(call.args):
        if word in commands:
            at = number + 1
            break
    words = call.args[at:]
    if not words:
        return None
    line = commands.get(call.args[at - 1] if at else "", "")
    return wrapped(call, _without_separator(words, line), line)


def _without_separator(words: list[str], line: str) -> list[str]:
    """`NAME [OPTIONS] -- CMD` as `NAME CMD`: what is before the command's own `--` is the machine's affair."""
    if "--" not in words:
        return words
    own = words.index("--")
    return ["--", *(["machine"] if "| 1" in line else []), *words[own + 1 :]]


def _lxc_attach(call: Call) -> str | None:
    return wrapped(
        call, call.args, "-n: --name: -P: --lxcpath: -o: -l: -s: -u: -g: -e? -R --keep-var: -v: --set-var: | | | sh"
    )


def _vagrant(call: Call) -> str | None:
    """`vagrant ssh [NAME] -c CODE`, or behind `--` the words of ssh behind its host."""
    if call.args[:1] == ["upload"]:
        for path in call.args[1:2]:
            call.read(path)
    if call.args[:1] != ["ssh"]:
        return None
    at = call.args.index("--") if "--" in call.args else len(call.args)
    options, _ = parse(call.args[:at], "-c: --command: --machine-readable -p --plain -t --tty")
    code = value_of(options, "-c", "--command")
    if code is not None:
        return call.script(code)
    return call.run(["ssh", "localhost", *call.args[at + 1 :]]) if at < len(call.args) else None


def _wsl(call: Call) -> str | None:
    options, operands = parse(
        call.args,
        "^ -e: --exec: -d: --distribution: -u: --user: --cd: --system --shell-type: -t: --terminate: -l -s:"
        " --set-default:",
    )
    program = value_of(options, "-e", "--exec")
    return launch(call, [program, *operands] if program else operands, value_of(options, "--cd"))


PROGRAMS: dict[str, Callable[[Call], str | None]] = {
    **dict.fromkeys(_MACHINES, _machine),
    "docker": _docker,
    "docker-compose": lambda call: _compose(call, call.args),
    "kubectl": _kubectl,
    "lxc-attach": _lxc_attach,
    "nerdctl": _docker,
    "oc": _kubectl,
    "podman": _docker,
    "podman-compose": lambda call: _compose(call, call.args),
    "vagrant": _vagrant,
    "wsl": _wsl,
}
