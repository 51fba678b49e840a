"""Hunt for inputs that `paths`, `addresses` and `urls` read differently from the library, a browser and the system.

    python -m benchmarks.fuzz_paths_urls --inputs 1000000

Each check makes inputs from a seed and gives back those that it found wrong, so that the tests run the same checks with
fewer inputs. What a browser says comes from `new URL` of one node process; without node that check is left out.
"""

from __future__ import annotations

import argparse
import ipaddress
import json
import os
import posixpath
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from unicodedata import normalize
from urllib.parse import urlsplit

from agsec_runtime.addresses import Address, parse_v4, parse_v6
from agsec_runtime.marks import CLASS_CLOSE, CLASS_OPEN, ONE, STAR, unknown
from agsec_runtime.paths import Resolver, absolute, expand_home, folded, inside, is_usable
from agsec_runtime.urls import Url, host_of, loopback_host, parse, path_of

Wrong = list[tuple[object, ...]]

NODE = """
const lines = require("fs").readFileSync(0, "utf8").split("\\n").slice(0, -1);
console.log(JSON.stringify(lines.map((line) => {
  try { const u = new URL(JSON.parse(line)); return [u.protocol, u.hostname, u.port]; } catch { return null; }
})));
"""
BATCH = 50_000
SPECIAL = ("http", "https", "ws", "wss", "ftp")
DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443, "ftp": 21}
SCHEMES = (
    "http",
    "https",
    "HTTP",
    "hTTps",
    "ws",
    "wss",
    "ftp",
    "file",
    "git",
    "data",
    "javascript",
    "view-source",
    "",
    "1x",
)
JOINTS = ("://", "://", "://", "://", ":/", ":", ":///", ":\\\\", "//", "")
HOSTS = (
    *("localhost", "LOCALHOST", "localhost.", "a.localhost", "localhost.evil.example", "evil.example", "Evil.Example"),
    *(
        "127.0.0.1",
        "127.1",
        "0x7f.1",
        "0177.0.0.1",
        "2130706433",
        "017700000001",
        "0x7f000001",
        "127.0.0.1.",
        "0",
        "0x",
    ),
    *(
        "127.0.0.1.nip.example",
        "1.2.3.4.5",
        "256.1.1.1",
        "1.2.3.08",
        "08",
        "1..2",
        "a..b",
        ".a",
        "a.",
        "-a",
        "a_b",
        "xn--",
    ),
    *("0.0.0.0", "10.1.2.3", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "8.8.8.8", "4294967296"),
    *(
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[fe80::1%25eth0]",
        "[fe80::1]",
        "[1::2::3]",
        "[::1",
        "::1",
    ),
    *(
        "[::127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2001:db8::1]",
        "[::1]x",
        "[]",
        "b\u00fccher.example",
        "stra\u00dfe.example",
    ),
    *("\uff4c\uff4f\uff43\uff41\uff4c\uff48\uff4f\uff53\uff54", "\uff11\uff12\uff17.0.0.1", "127\u30020\u30020\u30021"),
    *(
        "xn--bcher-kva.example",
        "XN--BCHER-KVA.example",
        "xn--a",
        "xn--zca",
        "xn--abc-",
        "e\u0301.example",
        "\u2460.example",
    ),
    *(
        "ex%61mple.com",
        "%6cocalhost",
        "a b",
        "a\tb",
        "a\\b",
        "a^b",
        "a|b",
        "a<b",
        "",
        "a\u200db",
        "a\u00adb",
        "\u0130.example",
    ),
)
USERS = ("", "", "", "user@", "user:pass@", "localhost@", "a@b@", "a:b:c@", "@", "evil.example\\@", "a%40b@", "[::1]@")
PORTS = (
    "",
    "",
    "",
    ":",
    ":80",
    ":443",
    ":0080",
    ":65535",
    ":65536",
    ":x",
    ":8 0",
    ":-1",
    ":99999999999",
    ":\u0661",
    ":80:80",
)
TAILS = (
    "",
    "/",
    "/a/b",
    "?q=1",
    "#f",
    "/?@localhost",
    "#@localhost",
    "?@localhost",
    "/\\@x",
    " ",
    "\n",
    "/a b",
    "/../x",
    "\\x",
)
NOISE = "abz019.-_:/@?#[]%\\ \t\n\r\x00\x7f\u00a0\u00df\u0130\u212a\uff0e\u3002\uff21\u200b\ufdd0\ud800"
NOISE += "xX&;,=+$!*'()~^|<>{}`\""

RANGES = ((97, 122), (97, 122), (160, 0x2FFF), (0x3000, 0x1FFFF))  # of characters in a host

PIECES = (
    *(
        "a",
        "b",
        "A",
        ".env",
        ".",
        "..",
        "...",
        "",
        " ",
        "\\",
        "a b",
        "e\u0301",
        "\u00e9",
        "\u212b",
        "\uff21",
        "-",
        "~",
        "~x",
    ),
    *(
        unknown("$x"),
        unknown("${x%/*}"),
        unknown("$(cat ../a)"),
        STAR,
        f"a{STAR}",
        f"{ONE}b",
        f".e{CLASS_OPEN}n-p{CLASS_CLOSE}v",
    ),
    *("\x00", "\ud800", "\ufdd4", "\ufdd5", "self", "cwd", "proc", "root", "x" * 300),
)


def main() -> int:
    options = argparse.ArgumentParser(description=str(__doc__).partition("\n")[0])
    options.add_argument("--inputs", type=int, default=1_000_000, help="of each check")
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--only", choices=CHECKS, action="append", help="this check alone; may be given several times")
    given = options.parse_args()
    found = 0
    for name in given.only or CHECKS:
        check = CHECKS[name]
        start = time.perf_counter()
        wrong = check(Random(given.seed), given.inputs)
        print(f"{name:12} {given.inputs:9} inputs {time.perf_counter() - start:7.1f} s  {len(wrong)} wrong", flush=True)
        for each in wrong[:10]:
            print("   ", ascii(each))
        found += len(wrong)
    return min(found, 1)


# -- addresses


def check_addresses(random: Random, count: int) -> Wrong:
    """IPv4 as `inet_aton` has it, IPv6 and all spellings as `ipaddress` has them."""
    wrong: Wrong = []
    for _ in range(count):
        text = _v4(random) if random.random() < 0.5 else _v6(random)
        ours, theirs = (parse_v6(text), _ip6(text)) if ":" in text else (parse_v4(text), _ip4(text))
        mapped = theirs.ipv4_mapped if isinstance(theirs, ipaddress.IPv6Address) else None
        plain = mapped or theirs
        if (ours is None) is not (plain is None) or (ours is not None and plain is not None and not _same(ours, plain)):
            wrong.append((text, str(ours), str(plain)))
    return wrong


def _same(ours: Address, theirs: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """The same spelling and the same sort; older versions of the library miss some private networks."""
    return (
        str(ours) == theirs.compressed
        and ours.is_loopback is theirs.is_loopback
        and (ours.is_private or not theirs.is_private)
        and (not ours.is_private or theirs.is_private or not theirs.is_global or any(theirs in net for net in LATER))
    )


LATER = [
    ipaddress.ip_network(net)
    for net in (
        "64:ff9b::/96",
        "2002::/16",
        "3fff::/20",
        "5f00::/16",
        "fec0::/10",
        "64:ff9b:1::/48",
        "192.0.0.0/24",
        "2001::/23",
    )
]


def _ip4(text: str) -> ipaddress.IPv4Address | None:
    try:
        return ipaddress.IPv4Address(socket.inet_aton(text))
    except OSError:
        return None


def _ip6(text: str) -> ipaddress.IPv6Address | None:
    try:
        return ipaddress.IPv6Address(text) if "%" not in text else None
    except ValueError:
        return None


def _v4(random: Random) -> str:
    parts = [_v4_part(random) for _ in range(random.choice((1, 2, 3, 4, 4, 4, 5)))]
    return ".".join(parts)


def _v4_part(random: Random) -> str:
    number = random.choice(
        (0, 1, 10, 127, 169, 192, 255, 256, 65535, 16777215, 2**32 - 1, 2**32, random.getrandbits(8))
    )
    form = random.choice(("{}", "{}", "0{:o}", "0x{:x}", "0X{:X}", "00{:o}", "0{}", "{}x", ""))
    return form.format(number)


def _v6(random: Random) -> str:
    start = random.choice(("::ffff:", "64:ff9b::", "2002:", "fe80::", "fc00::", "::", "2001:", "2001:db8:", ""))
    groups = [
        random.choice(("0", "0", "1", "ffff", "7f00", "a00", "db8", "0db8", "00000", "g", ""))
        for _ in range(random.randint(0, 8))
    ]
    tail = random.choice(
        ("", "", "", ":127.0.0.1", "127.0.0.1", ":10.0.0.1", ":1.2.3", ":01.2.3.4", "%eth0", "::", ":")
    )
    gap = random.randint(0, 8)
    if random.random() < 0.5:
        groups.insert(gap, "")
    return (start + ":".join(groups) + tail) or ":"


# -- URLs


def check_urls(random: Random, count: int) -> Wrong:
    """Whatever is decided is what node and `urlsplit` say; nothing crashes."""
    wrong: Wrong = []
    node = shutil.which("node")
    for size in _batches(count):
        urls = [make_url(random) for _ in range(size)]
        browser = ask_node(node, urls) if node else [()] * size
        for url, theirs in zip(urls, browser, strict=True):
            complaint = judge(url, theirs)
            if complaint:
                wrong.append((url, complaint, theirs))
    return wrong


def _batches(count: int) -> Iterator[int]:
    while count > 0:
        yield min(count, BATCH)
        count -= BATCH


def make_url(random: Random) -> str:
    if random.random() < 0.1:
        return "".join(random.choices(NOISE, k=random.randint(0, 30)))
    if random.random() < 0.5:
        return random.choice(SCHEMES[:7]) + "://" + random.choice(USERS[:6]) + _host(random) + random.choice(PORTS[:8])
    url = random.choice(SCHEMES) + random.choice(JOINTS) + random.choice(USERS) + _host(random)
    url += random.choice(PORTS) + random.choice(TAILS)
    for _ in range(random.choice((0, 0, 0, 1, 2))):
        at = random.randint(0, len(url))
        url = url[:at] + random.choice(NOISE) + url[at + random.randint(0, 1) :]
    return url


def _host(random: Random) -> str:
    chosen = random.random()
    if chosen < 0.1:
        return _v4(random)
    if chosen < 0.2:
        return f"[{_v6(random)}]"
    if chosen < 0.3:
        return "".join([chr(random.randint(*random.choice(RANGES))) for _ in range(4)])
    return random.choice(HOSTS)


def ask_node(node: str, urls: list[str]) -> list[tuple[str, ...] | None]:
    """What `new URL` makes of each: protocol, host name, port; None where it refuses."""
    lines = "".join([json.dumps(url) + "\n" for url in urls])
    done = subprocess.run([node, "-e", NODE], input=lines, capture_output=True, text=True, check=True)
    return [None if each is None else tuple(each) for each in json.loads(done.stdout)]


def judge(url: str, browser: tuple[str, ...] | None) -> str:
    """What is wrong with our reading of ``url``, "" if nothing. An empty tuple: there is no browser to ask."""
    ours = parse(url)
    path_of(url), host_of(url), loopback_host(url)
    if ours is None:
        return ""
    if ours.host is not None and (ours.host != ours.host.lower() or not ours.host.isascii()):
        return "its host is not in its one spelling"
    if browser:
        complaint = _against_node(ours, browser)
        if complaint:
            return complaint
    return _against_urlsplit(url, ours)


def _against_node(ours: Url, browser: tuple[str, ...]) -> str:
    scheme, host, port = browser
    if ours.scheme != scheme.removesuffix(":"):
        return "node says another scheme"
    if ours.scheme not in (*SPECIAL, "file"):
        return ""  # Elsewhere a browser leaves the host as it is written.
    if (ours.host or "") != _one_spelling(host) and (ours.scheme, host) != ("file", "localhost."):
        return f"node says another host than {ours.host}"
    if ours.scheme in SPECIAL and ours.port != (int(port) if port else DEFAULT_PORTS[ours.scheme]):
        return "node says another port"
    return ""


def _one_spelling(host: str) -> str:
    """Node's host in our spelling: no brackets, no dot at the end, a mapped IPv4 address as that."""
    if host[:1] == "[":
        address = ipaddress.IPv6Address(host[1:-1])
        return (address.ipv4_mapped or address).compressed
    return host.removesuffix(".")


def _against_urlsplit(url: str, ours: Url) -> str:
    """The same place in the text; how a host is spelled is a browser's matter."""
    if ours.scheme not in SPECIAL:
        return ""
    try:
        split = urlsplit(url)
        host, port = split.hostname or "", split.port
    except ValueError:
        return "urlsplit refuses it"
    again = parse(f"{ours.scheme}://{f'[{host}]' if ':' in host else host}/")
    if again is None or again.host != ours.host or (port is not None and port != ours.port):
        return f"urlsplit says {host}"
    return ""


# -- paths


def make_path(random: Random) -> str:
    pieces = [
        random.choice(PIECES) + (random.choice(PIECES) if random.random() < 0.1 else "")
        for _ in range(random.randint(0, 8))
    ]
    return ("/" if random.random() < 0.4 else "") + "/".join(pieces)


def check_paths(random: Random, count: int) -> Wrong:
    """Paths by their text: as `posixpath` has them where all is known, and the laws that hold for marked text."""
    wrong: Wrong = []
    for _ in range(count):
        path, cwd = make_path(random), random.choice(("/home/dev/app", "/", "/a/b/", "", unknown("$D"), "/x/e\u0301"))
        complaint = _path_complaint(path, cwd)
        if complaint:
            wrong.append((path, cwd, complaint))
    return wrong


def _path_complaint(path: str, cwd: str) -> str:
    text = absolute(path, cwd)
    if absolute(text, cwd) != text and not (text and text[0] != "/" and cwd):
        return "not idempotent"
    if is_usable(path) and cwd[:1] == "/" and text != normalize("NFC", _normpath(posixpath.join(cwd, path))):
        return f"posixpath says otherwise than {text}"
    if path.count("\ufdd4") == text.count("\ufdd4") - cwd.count("\ufdd4") and path.count("$(cat ../a)") > text.count(
        "$(cat ../a)"
    ):
        return "an unknown part was cut"
    for platform in ("linux", "darwin", "win32"):
        once = folded(path, platform)
        if folded(once, platform) != once or folded(normalize("NFD", path), platform) != once:
            return f"not folded for good on {platform}"
    expand_home(path, "/home/dev", cwd)
    return "" if inside(text, "/") or text[:1] != "/" or "/.." in text else "outside of the root"


def _normpath(path: str) -> str:
    return "/" + posixpath.normpath(path).lstrip("/")


def check_links(random: Random, count: int) -> Wrong:
    """Links as the system itself follows them, in a directory full of them."""
    with tempfile.TemporaryDirectory() as made:
        root = os.path.realpath(made)
        names = _plant(Path(root), random)
        wrong: Wrong = []
        resolver = Resolver(root)
        for _ in range(count):
            path = "/".join([random.choice(names) for _ in range(random.randint(1, 6))]) or "."
            path = path if random.random() < 0.5 else f"{root}/{path}"
            ours, theirs = resolver.spellings(path), _real(root, path)
            if theirs is not None and ours[-1] != theirs:
                wrong.append((path, ours, theirs))
        return wrong


def _plant(root: Path, random: Random) -> list[str]:
    names = ["a", "b", "c", "d", "e\u0301", "\u00e9", "loop", "gone", "up", "here", "top"]
    for name in ("a", "b", "a/c", "b/d", "a/c/d"):
        (root / name).mkdir()
    aims = {"loop": "loop", "gone": "no/such", "up": "..", "here": ".", "top": str(root), "e\u0301": "a/c"}
    for place in ("", "a/", "b/", "a/c/", "b/d/"):
        for name, aim in aims.items():
            (root / f"{place}{name}").symlink_to(aim)
        (root / f"{place}x{random.randint(0, 9)}").symlink_to(random.choice(("../b", "a", "../../a", "./c", "/etc")))
    return [*names, *[f"x{number}" for number in range(10)], ".", "..", ""]


def _real(root: str, path: str) -> str | None:
    """What the system opens, None where it opens nothing."""
    try:
        return normalize("NFC", os.path.realpath(f"{root}/{path}" if path[:1] != "/" else path, strict=True))
    except OSError:
        return None


CHECKS: dict[str, Callable[[Random, int], Wrong]] = {
    "addresses": check_addresses,
    "urls": check_urls,
    "paths": check_paths,
    "links": check_links,
}

if __name__ == "__main__":
    sys.exit(main())
