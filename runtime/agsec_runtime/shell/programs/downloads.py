"""wget, httpie, aria2c: what they fetch into which files, and what they send along."""

from __future__ import annotations

from ...marks import unknown
from ...urls import host_of, is_loopback, name_of, path_of
from ..options import parse
from ..words import inactive
from .uploads import STDIN, Upload, split_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..call import Call

# -- wget

_WGET = (
    "-e: --execute: -o: --output-file: -a: --append-output: --report-speed: -i: --input-file: -B: --base: --config:"
    " --rejected-log: -t: --tries: --retry-on-http-error: -O: --output-document: --start-pos: --progress: -T:"
    " --timeout: --dns-timeout: --connect-timeout: --read-timeout: -w: --wait: --waitretry: -Q: --quota:"
    " --bind-address: --limit-rate: --restrict-file-names: --prefer-family: --user: --password: --use-askpass: -n:"
    " --local-encoding: --remote-encoding: -P: --directory-prefix: --cut-dirs: --http-user: --http-password:"
    " --http-passwd: --default-page: --header: --compression: --proxy-user: --proxy-password: --proxy-passwd:"
    " --referer: -U: --user-agent: --load-cookies: --save-cookies: --post-data: --post-file: --method: --body-data:"
    " --body-file: --secure-protocol: --certificate: --certificate-type: --private-key: --private-key-type:"
    " --ca-certificate: --ca-directory: --crl-file: --pinnedpubkey: --ciphers: --ftp-user: --ftp-password:"
    " --warc-file: --warc-header: --warc-max-size: --warc-dedup: --warc-tempdir: -l: --level: --backups? -A: --accept:"
    " -R: --reject:"
    " --accept-regex: --reject-regex: --regex-type: -D: --domains: --exclude-domains: --follow-tags: --ignore-tags: -I:"
    " --include-directories: -X: --exclude-directories: --hsts-file: --max-redirect: --spider --recursive --mirror"
    " --no-clobber --continue --quiet --verbose --no-verbose --no-parent --page-requisites --convert-links"
    " --delete-after --force-directories --no-directories --no-host-directories --content-disposition"
    " --no-check-certificate --timestamping"
)
_READ = (
    "--load-cookies",
    "--certificate",
    "--private-key",
    "--ca-certificate",
    "--ca-directory",
    "--crl-file",
    "--config",
)
_WRITTEN = ("-o", "--output-file", "-a", "--append-output", "--save-cookies", "--rejected-log", "--warc-file")
_TEXT = (
    *("--post-data", "--body-data", "--header", "-U", "--user-agent", "--referer", "--user", "--password", "--method"),
    *("--http-user", "--http-password", "--ftp-user", "--ftp-password", "--proxy-user", "--proxy-password"),
)
# Commands of a .wgetrc, as `-e` takes them, whose names are not those of the options.
_COMMANDS = {"input": "--input-file", "logfile": "--output-file", "dirprefix": "--directory-prefix"}


def _wget(call: Call) -> str | None:
    options, urls = parse(call.args, _WGET)
    options = [_command(value) if name in ("-e", "--execute") else (name, value) for name, value in options]
    flags, values = {name for name, _ in options}, dict(options)
    upload = Upload(call)
    hosts = [host_of(value) for name, value in options if name in ("--httpproxy", "--httpsproxy") and value]
    for name, value in options:
        if name in ("-i", "--input-file"):
            urls = [*urls, *_listed(call, value)]
        elif name in ("--post-file", "--body-file"):
            upload.file(value)
        elif name in _TEXT:
            upload.text(value)
        elif name == "--use-askpass":
            call.script(value)
        elif value and value != STDIN and name in _READ:
            call.read(value)
        elif value and value != STDIN and name in _WRITTEN:
            call.write(value)
    return _fetched(call, urls, upload, hosts, _wget_target(flags, values))


def _wget_target(flags: set[str], values: dict[str, str]) -> tuple[str, str]:
    """The directory that downloads go to, and the one file for all of them ("" where each has its own)."""
    document = values.get("-O", values.get("--output-document", ""))
    directory = values.get("-P", values.get("--directory-prefix", "."))
    if "--spider" in flags:
        return "", STDIN
    if flags & {"-r", "-m", "-p", "-x", "--recursive", "--mirror", "--page-requisites", "--force-directories"}:
        return directory + "/", document
    return directory, document


def _command(value: str) -> tuple[str, str]:
    """A line of a .wgetrc as the option that it is."""
    name, _, content = value.partition("=")
    plain = name.strip().lower().replace("_", "").replace("-", "")
    if plain in _COMMANDS:
        return _COMMANDS[plain], content.strip()
    for option in _WGET.split():
        if option[:2] == "--" and option.strip("-:?").replace("-", "") == plain:
            return option.rstrip(":?"), content.strip()
    return f"--{plain}", content.strip()


def _listed(call: Call, path: str) -> list[str]:
    """The URLs in a file; those of an unknown one are unknown."""
    if path == STDIN:
        text: str | None = call.stdin
    else:
        call.read(path)
        text = call.shell.content(path)
    return [unknown(path)] if text is None else text.split()


def _fetched(
    call: Call, urls: list[str], upload: Upload, hosts: list[str | None], target: tuple[str, str]
) -> str | None:
    """Tell what fetching ``urls`` reads, writes and sends; what is printed."""
    directory, document = target
    urls = [inactive(url) for url in urls]
    files = [path for path in map(path_of, urls) if path is not None]
    hosts = [*hosts, *[host_of(url) for url in urls if path_of(url) is None]]
    for path in files:
        call.read(path)
    for url in urls:
        upload.address(url)
    upload.tell(any([host is None or not is_loopback(host) for host in hosts]))
    if document == STDIN:
        return call.shell.content(files[0]) if len(urls) == 1 and files else None
    if document:
        call.write(document)
        for path in files:
            call.shell.link(document, path)
    elif directory[-1:] == "/":
        for url in urls:
            call.write(directory + (host_of(url) or unknown(url)))
    else:
        for url in urls:
            call.write(f"{directory}/{name_of(url) or 'index.html'}")
    return ""


# -- httpie, xh

_HTTPIE = (
    "-o: --output: -p: --print: -s: --style: --pretty: --format-options: --session: --session-read-only: -a: --auth:"
    " -A: --auth-type: --proxy: --verify: --ssl: --cert: --cert-key: --cert-key-pass: --ciphers: --timeout:"
    " --max-redirects: --max-headers: --boundary: --raw: --path-as-is --default-scheme: --response-charset:"
    " --response-mime: --bearer: --http-version: -j --json -f --form --multipart -d --download -c --continue -I"
    " --ignore-stdin -h --headers -b --body -v --verbose --offline --check-status -F --follow -q --quiet --all"
)
_SEPARATORS = (":=@", "==@", "=@", ":@", ":=", "==", "=", "@", ":")


def _httpie(call: Call) -> str | None:
    """`http [METHOD] URL [ITEM...]`."""
    options, operands = parse(call.args, _HTTPIE)
    flags, upload, hosts = {name for name, _ in options}, Upload(call), []
    if len(operands) > 1 and operands[0].isalpha() and operands[0].isupper():
        operands = operands[1:]
    for name, value in options:
        if name in ("--raw", "-a", "--auth", "--bearer"):
            upload.text(value)
        elif name in ("--cert", "--cert-key"):
            call.read(value)
        elif name == "--proxy":
            hosts.append(host_of(value.partition(":")[2]))
        elif name in ("--session", "--session-read-only") and "/" in value:
            call.write(value)
    for item in operands[1:]:
        _item(upload, item)
    if not flags & {"-I", "--ignore-stdin"}:
        upload.file(STDIN)
    url = operands[0] if operands else ""
    url = "localhost" + url if url[:1] == ":" and url[:2] != "::" else url
    output = dict(options).get("-o") or dict(options).get("--output")
    if not output and not flags & {"-d", "--download"}:
        output = STDIN
    _fetched(call, [url] if url and "--offline" not in flags else [], upload, hosts, (".", output or ""))
    return None if output == STDIN else ""


def _item(upload: Upload, item: str) -> None:
    """A part of the request: the separator that comes first says whether it is a file."""
    starts = [at for at in (item.find(sign) for sign in "=:@") if at >= 0]
    at = min(starts, default=len(item))
    separator = next(iter([each for each in _SEPARATORS if item.startswith(each, at)]), "")
    upload.text(item)
    if separator.endswith("@"):
        upload.file(item[at + len(separator) :].partition(";")[0])


# -- those that only download

_ARIA = (
    "-d: --dir: -o: --out: -i: --input-file: -l: --log: -j: -x: -s: -k: -U: --user-agent: --header: --referer:"
    " --load-cookies: --save-cookies: --all-proxy: --http-proxy: --https-proxy: --max-download-limit: --conf-path:"
    " --checksum: --on-download-complete: --on-download-start: --certificate: --private-key: --http-user:"
    " --http-passwd: -T: --torrent-file: -S: -t: -m: -q --quiet -c --continue -n --no-conf"
)


def _aria(call: Call) -> str | None:
    options, urls = parse(call.args, _ARIA)
    values, upload = dict(options), Upload(call)
    for name, value in options:
        if name in ("-i", "--input-file"):
            urls = [*urls, *_listed(call, value)]
        elif name in ("-U", "--user-agent", "--header", "--referer", "--http-user", "--http-passwd"):
            upload.text(value)
        elif name in ("-l", "--log", "--save-cookies"):
            call.write(value)
        elif name in ("--load-cookies", "--certificate", "--private-key", "-T", "--torrent-file"):
            call.read(value)
        elif name.startswith("--on-download"):
            call.run(split_words(value))
    directory = values.get("-d", values.get("--dir", "."))
    name = values.get("-o", values.get("--out", ""))
    return _fetched(call, urls, upload, [], (directory, f"{directory}/{name}" if name else ""))


def _axel(call: Call) -> str | None:
    options, urls = parse(call.args, "-s: -n: -o: --output: -H: --header: -U: --user-agent: -T: --max-speed: -S?")
    output = [value for name, value in options if name in ("-o", "--output")]
    upload = Upload(call)
    for name, value in options:
        if name in ("-H", "--header", "-U", "--user-agent"):
            upload.text(value)
    return _fetched(call, urls, upload, [], (".", output[0] if output else ""))


PROGRAMS = {
    "aria2c": _aria,
    "axel": _axel,
    "http": _httpie,
    "https": _httpie,
    "wget": _wget,
    "wget2": _wget,
    "xh": _httpie,
    "xhs": _httpie,
}
