"""Programs that run another program, with options of their own: they are looked through."""

from __future__ import annotations

from ...marks import UNKNOWN_OPEN
from ..options import parse
from .launching import assign, launch, lazily, wrapped

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..call import Call

    Handler = Callable[[Call], str | None]

_LOADER = (
    "--library-path: --preload: --inhibit-rpath: --audit: --argv0: --glibc-hwcaps-prepend: --glibc-hwcaps-mask:"
    " --list! --verify!"
)
_EMULATOR = "-cpu: -E: -U: -L: -s: -D: -d: -g: -p: -B: -R: -0: =long"
_PERSONALITY = "-v -B -F -I -L -R -S -T -X -Z -3 --uname-2.6 --list! --show! | | | sh"
_FAKE_ROOT = "-l: --lib: -f: --faked: -s: -i: -u -b: --unknown-is-real --fd-base: | | | sh"

# The lines of `launching.Line`.
_WRAPPERS = {
    "annotate-output": "-h!",
    "arch": "=long -arch: -e: -d: -x86_64 -arm64 -32 -64",
    "authbind": "--depth:",
    "builtin": "",
    "caffeinate": "-d -i -m -s -u -t: -w:",
    "catchsegv": "",
    "ccache": "-o: -F: -M: -k: -s! -z! -C! -c! -p!",
    "cgexec": "-g: --sticky",
    "choom": "-n: --adjust: -p!",
    "chpst": "-u: -U: -b: -/: -e: -n: -l: -L: -m: -d: -o: -p: -f: -c: -r: -t: -v -P -0 -1 -2",
    "chroot": "--groups: --userspec: --skip-chdir | 1 | | sh",
    "chronic": "-v -e",
    "chrt": "-a -b -d -e -f -i -m! -o -p! -r -R -v --all-tasks --batch --deadline --ext --fifo --idle --max! --other"
    " --pid! --reset-on-fork --rr --verbose -T: -P: -D: --sched-runtime: --sched-period: --sched-deadline: | 1",
    "command": "-p -v! -V!",
    "cpulimit": "-l: --limit: -p: --pid: -e: --exe: -c: --cpu: -z -i -v -q -m -b",
    "daemonize": "-a -v -c: -e: -o: -p: -u: -l: -E: | | -c",
    "dbus-launch": "--exit-with-session --sh-syntax --csh-syntax --auto-syntax --autolaunch: --config-file:",
    "dbus-run-session": "--config-file: --dbus-daemon:",
    "distcc": "",
    "dumb-init": "-c -v -r: --rewrite: --single-child --verbose",
    "eatmydata": "",
    "envdir": " | 1",
    "exec": "-a: -c -l",
    "fakechroot": "-s -e: -c: -b: -l: -d: | | | sh",
    "fakeroot": _FAKE_ROOT,
    "fakeroot-ng": _FAKE_ROOT,
    "faketime": "-f -m -p: --exclude-monotonic --date-prog: | 1",
    "firejail": " | | | sh",
    "flatpak-spawn": "--forward-fd: --env: --directory: --host --sandbox | | --directory",
    "fork": "",
    "gosu": " | 1",
    "gtimeout": "-k: --kill-after: -s: --signal: --foreground --preserve-status -v --verbose | 1",
    "heaptrack": "-o: --output: -p! --pid! -d -r --record-only",
    "icecc": "",
    "ifne": "-n",
    "ionice": "-c: --class: -n: --classdata: -t --ignore -p! -P! -u!",
    "ld-linux": _LOADER,
    "ld-linux-aarch64.so": _LOADER,
    "ld-linux-armhf.so": _LOADER,
    "ld-linux-x86-64.so": _LOADER,
    "ld-linux.so": _LOADER,
    "ld-musl-aarch64.so": _LOADER,
    "ld-musl-x86_64.so": _LOADER,
    "ld.so": _LOADER,
    "linux32": _PERSONALITY,
    "linux64": _PERSONALITY,
    "ltrace": "-a: -A: -D: -e: -F: -l: -n: -o:w -p: -s: -u: -w: -x: -X: --align: --debug: --config: --library:"
    " --indent: --output:w --where:",
    "mpiexec": "=long -n: -np: -c: -H: -host: -hostfile: -x: -wdir: --n: --np: --host: --hostfile:",
    "mpirun": "=long -n: -np: -c: -H: -host: -hostfile: -x: -wdir: --n: --np: --host: --hostfile:",
    "nice": "-n: --adjustment:",
    "nocache": "-n: -k",
    "nohup": "",
    "numactl": "-i: -N: -m: -C: -l -p: -P: -w: -s! -H! --interleave: --cpunodebind: --membind: --physcpubind:"
    " --localalloc --preferred: --show! --hardware!",
    "pkexec": "--user: -u: --disable-internal-agent --keep-cwd | | | sh",
    "prlimit": "-p! --pid! -o: --output: -c? -d? -e? -f? -i? -l? -m? -n? -q? -r? -s? -t? -u? -v? -x? -y?",
    "proot": "-r: --rootfs: -b: --bind: -m: --mount: -q: --qemu: -w: --pwd: --cwd: -k: --kernel-release: -v: --verbose:"
    " -i: --change-id: -R: -S: -0 | | -w --pwd --cwd | sh",
    "proxychains": "-f: -q",
    "qemu-aarch64": _EMULATOR,
    "qemu-arm": _EMULATOR,
    "qemu-x86_64": _EMULATOR,
    "rlwrap": "-a? -A -b: -c -C: -D: -e: -E -f: -g: -G -H: -i -I -l: -m? -M: -n -N -o -O: -p? -P: -q: -r -R -s: -S: -t:"
    " -T: -u -U -v -w: -W -X -z: --file: --history-filename: --logfile:w --substitute-prompt:",
    "sandbox-exec": "-f: -n: -p: -D:",
    "sccache": "",
    "setarch": _PERSONALITY,
    "setpriv": "-d! --dump! --nnp --no-new-privs --ambient-caps: --inh-caps: --bounding-set: --ruid: --euid: --rgid:"
    " --egid: --reuid: --regid: --clear-groups --keep-groups --init-groups --groups: --securebits: --pdeathsig:"
    " --selinux-label: --apparmor-profile: --reset-env --landlock-access: --landlock-rule: --seccomp-filter:"
    " --ptracer: --list-caps!",
    "setsid": "-c -f -w --ctty --fork --wait",
    "setuidgid": " | 1",
    "softlimit": "-a: -d: -s: -r: -f: -o: -p: -t: -c: -l: -m:",
    "sshpass": "-p: -f: -d: -P: -e -v",
    "stdbuf": "-i: --input: -o: --output: -e: --error:",
    "su-exec": " | 1",
    "systemd-cat": "-t: --identifier: -p: --priority: --stderr-priority: --level-prefix: --namespace:",
    "systemd-inhibit": "--what: --who: --why: --mode: --list! --no-pager",
    "systemd-nspawn": "-D: --directory: -M: --machine: -u: --user: -i: --image: -b -x --bind: --bind-ro: -E: --setenv:"
    " --chdir: -q --private-users? --capability: --drop-capability: --tmpfs: -p: --port: -n -S: -a -U | | --chdir | sh",
    "taskset": "-a -c -p! --all-tasks --cpu-list --pid! | 1",
    "time": "-f: --format: -o:w --output:w -a --append -p --portability -v --verbose -q --quiet -l -h",
    "timeout": "-k: --kill-after: -s: --signal: --foreground --preserve-status -v --verbose -p -f | 1",
    "tini": "-p: -e: -s -v -w -g -l!",
    "torify": "",
    "torsocks": "-u: -p: -a: -i -q -d",
    "trickle": "-d: -u: -w: -t: -l: -L: -P: -n: -s -v",
    "tsocks": "",
    "unbuffer": "-p",
    "unshare": "-m? -u? -i? -n? -p? -U? -C? -T? -f -r -c --mount? --uts? --ipc? --net? --pid? --user? --cgroup? --time?"
    " --fork --map-user: --map-users: --map-group: --map-groups: --map-auto --map-root-user --map-current-user"
    " --kill-child? --mount-proc? --mount-binfmt? --propagation: --setgroups: -R: --root: -w: --wd: -S: --setuid: -G:"
    " --setgid: --monotonic: --boottime: --keep-caps -l: --load-interp: | | -w --wd | sh",
    "nsenter": "-a --all -t: --target: -m? -u? -i? -n? -p? -C? -U? -T? -F -r? -w? -W: -S: --setuid: -G: --setgid: -e"
    " -N: --net-socket: --mount? --uts? --ipc? --net? --pid? --cgroup? --user? --time? --root? --wd? --wdns:"
    " --preserve-credentials --no-fork --follow-context --env --keep-caps | | -W --wdns | sh",
    "valgrind": "",
    "with-contenv": "",
    "xvfb-run": "-a -n: -s: -w: -e:w -f:w -l -p: --auto-servernum --server-num: --server-args: --error-file:w"
    " --auth-file:w --wait: --xauth-protocol: --listen-tcp",
}


def _wrapper(call: Call) -> str | None:
    return wrapped(call, call.args, _named(call.name))


def _named(name: str) -> str:
    """A wrapper's line, also for `proxychains4` and `ld-linux.so.2`."""
    line = _WRAPPERS.get(name)
    return _WRAPPERS.get(name.rstrip("0123456789.-"), "") if line is None else line


_BWRAP_ONE = (
    "--add-seccomp-fd --args --argv0 --block-fd --cap-add --cap-drop --chdir --dev --dir --exec-label --file-label"
    " --gid --hostname --info-fd --json-status-fd --lock-file --mqueue --overlay-src --perms --pidns --proc"
    " --remount-ro --ro-overlay --seccomp --size --sync-fd --tmp-overlay --tmpfs --uid --unsetenv --userns"
    " --userns-block-fd --userns2"
)
_BWRAP_TWO = (
    "--bind --bind-data --bind-fd --bind-try --chmod --dev-bind --dev-bind-try --file --ro-bind --ro-bind-data"
    " --ro-bind-fd --ro-bind-try --setenv --symlink"
)
_BWRAP = {  # How many words an option takes.
    **dict.fromkeys(_BWRAP_ONE.split(), 1),
    **dict.fromkeys(_BWRAP_TWO.split(), 2),
    "--overlay": 3,
}


def _bwrap(call: Call) -> str | None:
    args, at = call.args, 0
    directory = None
    while at < len(args) and args[at][:2] == "--":
        name = args[at]
        at += 1
        if name == "--":
            break
        if name == "--setenv" and at < len(args):
            assign(call, "=".join(args[at : at + 2]))
        elif name == "--chdir":
            directory = "".join(args[at : at + 1])
        at += _BWRAP.get(name, 0)
    return launch(call, args[at:], directory)


def _flock(call: Call) -> str | None:
    """Behind the file that is locked: a program, or -c and code."""
    _, operands = parse(
        call.args, "^ -c: --command: -w: --wait: --timeout: -E: --conflict-exit-code: -s -x -e -u -n -F -o -v"
    )
    words = operands[1:]
    if words[:1] in (["-c"], ["--command"]):
        return call.script(" ".join(words[1:2]))
    return launch(call, words)


def _each_a_script(call: Call) -> str | None:
    """`concurrently`: its operands are commands."""
    _, operands = parse(
        call.args, "-n: --names: -c: --prefix-colors: -p: --prefix: -m: --max-processes: -s: --success:"
    )
    for code in operands:
        call.script(code, stdin="")
    return None


def _applets(call: Call) -> str | None:
    """`busybox rm x`; `coreutils --coreutils-prog=rm x`."""
    args = call.args
    if args[:1] and args[0][:17] == "--coreutils-prog=":
        return call.run([args[0][17:], *args[1:]])
    if not args or (args[0][:1] == "-" and UNKNOWN_OPEN not in args[0]):
        return None
    return call.run(args)


# Modules that know more of them.
_ELSEWHERE = {
    "containers": "colima distrobox docker docker-compose incus kubectl lima limactl lxc lxc-attach machinectl"
    " multipass nerdctl oc podman podman-compose toolbox vagrant wsl",
    "environment": "cross-env cross-env-shell dotenv env genv printenv",
    "feeding": "gxargs parallel sem xargs",
    "later": "at batch chokidar crontab entr nodemon onchange start-stop-daemon systemd-run watch watchexec",
    "remote": "ansible autossh dbclient mosh plink salt slogin ssh",
    "terminals": "abduco byobu dtach screen script tmux zellij",
    "tracing": "gdb hyperfine lldb perf strace",
    "users": "doas runuser sg su sudo sudoedit visudo",
}
PROGRAMS: dict[str, Handler] = {
    **dict.fromkeys(_WRAPPERS, _wrapper),
    **{name: lazily(found) for found, names in _ELSEWHERE.items() for name in names.split()},
    "busybox": _applets,
    "bwrap": _bwrap,
    "concurrently": _each_a_script,
    "coreutils": _applets,
    "flock": _flock,
    "toybox": _applets,
}
