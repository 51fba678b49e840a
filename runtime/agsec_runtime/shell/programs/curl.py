"""curl: its options by what their values are, its config files, and where it all goes.

Option names are those of curl's manual; the letter behind each says what its value is to curl::

    : nothing   r read   w written   m both   c a certificate and its password   U a URL   x a proxy
    @ data, or `@FILE`   t text that is sent   u data to encode   f a form's field   T an upload   b cookies
    v a variable   K a config file   C connect-to   R resolve   s a socket   W write-out
"""

from __future__ import annotations

from ...marks import CLASS_CLOSE, CLASS_OPEN, UNKNOWN_OPEN, is_plain, unknown
from ...urls import host_of, is_loopback, name_of, path_of
from ..options import parse
from ..words import inactive
from .uploads import STDIN, Upload, split_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..call import Call

MAX_GLOBBED = 64  # names that one URL's or upload's braces may stand for
MAX_BRACES = 8
MAX_CONFIGS = 8
_ROLES = """
--abstract-unix-socket=: --alt-svc=m --aws-sigv4=: --cacert=r --capath=r -E,--cert=c --cert-type=: --ciphers=:
-K,--config=K --connect-timeout=: --connect-to=C -C,--continue-at=: -b,--cookie=b -c,--cookie-jar=w
--create-file-mode=: --crlfile=r --curves=: -d,--data=@ --data-ascii=@ --data-binary=@ --data-raw=t
--data-urlencode=u --delegation=: --dns-interface=: --dns-ipv4-addr=: --dns-ipv6-addr=: --dns-servers=: --doh-url=:
-D,--dump-header=w --dump-ca-embed=: --ech=: --egd-file=: --engine=: --etag-compare=r --etag-save=w
--expand-data=t --expand-url=U --expect100-timeout=: -F,--form=f --form-string=t --ftp-account=t
--ftp-alternative-to-user=t --ftp-method=: -P,--ftp-port=: --ftp-ssl-ccc-mode=: --happy-eyeballs-timeout-ms=:
--haproxy-clientip=: -H,--header=@ -h,--help=: --hostpubmd5=: --hostpubsha256=: --hsts=m --interface=: --ip-tos=:
--ipfs-gateway=x --json=@ --keepalive-cnt=: --keepalive-time=: --key=r --key-type=: --krb=: --libcurl=w --limit-rate=:
--local-port=: --login-options=: --mail-auth=t --mail-from=t --mail-rcpt=t --max-filesize=: --max-redirs=:
-m,--max-time=: --netrc-file=r --noproxy=: --oauth2-bearer=t -o,--output=w --output-dir=: --parallel-max=: --pass=:
--parallel-max-host=: --pinnedpubkey=: --preproxy=x --proto=: --proto-default=: --proto-redir=: -x,--proxy=x
--proxy-cacert=r --proxy-capath=r --proxy-cert=c --proxy-cert-type=: --proxy-ciphers=: --proxy-crlfile=r
--proxy-header=@ --proxy-key=r --proxy-key-type=: --proxy-pass=: --proxy-pinnedpubkey=: --proxy-service-name=:
--proxy-tls13-ciphers=: --proxy-tlsauthtype=: --proxy-tlspassword=t --proxy-tlsuser=t -U,--proxy-user=t
--proxy1.0=x --pubkey=r -Q,--quote=t --random-file=: -r,--range=t --rate=: -e,--referer=t -X,--request=t
--request-target=t --resolve=R --retry=: --retry-delay=: --retry-max-time=: --sasl-authzid=t --service-name=:
--sigalgs=: --socks4=x --socks4a=x --socks5=x --socks5-gssapi-service=: --socks5-hostname=x -Y,--speed-limit=:
-y,--speed-time=: --stderr=w -t,--telnet-option=t --tftp-blksize=: -z,--time-cond=: --tls-max=: --tls13-ciphers=:
--tlsauthtype=: --tlspassword=t --tlsuser=t --trace=w --trace-ascii=w --trace-config=: --unix-socket=s
-T,--upload-file=T --upload-flags=: --url=U --url-query=u -u,--user=t -A,--user-agent=t --variable=v
--vlan-priority=: -w,--write-out=W
"""
# Flags that an abbreviation must be told from, and those with a meaning here.
_FLAGS = """
-O --remote-name --remote-name-all -J --remote-header-name -n --netrc --netrc-optional -g --globoff -G --get -I --head
--anyauth --append --basic --compressed --create-dirs --crlf --digest --disable --fail --fail-early --fail-with-body
--form-escape --http1.0 --http1.1 --http2 --http3 --include --insecure --ipv4 --ipv6 --list-only --location
--location-trusted --manual --metalink --negotiate --next --no-buffer --ntlm --parallel --parallel-immediate
--path-as-is --post301 --post302 --post303 --progress-bar --proxytunnel --raw --remote-time --remove-on-error
--retry-all-errors --retry-connrefused --show-error --show-headers --silent --ssl --ssl-reqd --styled-output
--suppress-connect-headers --tcp-fastopen --tcp-nodelay --tlsv1 --trace-ids --trace-time --tr-encoding --use-ascii
--verbose --version --xattr
"""


def _read_table() -> tuple[dict[str, str], str]:
    roles: dict[str, str] = {}
    for entry in _ROLES.split():
        names, _, role = entry.rpartition("=")
        for name in names.split(","):
            roles[name] = role
    return roles, " ".join([f"{name}:" for name in roles]) + _FLAGS


_KINDS, _SPEC = _read_table()


class _Request:
    """What the options up to a `--next` ask for."""

    __slots__ = (
        "call",
        "configs",
        "directory",
        "globs",
        "hosts",
        "local",
        "names_all",
        "outputs",
        "upload",
        "urls",
    )

    def __init__(self, call: Call) -> None:
        self.call = call
        self.upload = Upload(call)
        self.urls: list[str] = []
        self.hosts: list[str | None] = []  # proxies, and what hosts are to be connected to instead
        self.outputs: list[str] = []  # for the URLs in their order; "" is a name like the URL's own
        self.directory = "."
        self.names_all = self.local = False
        self.globs = True
        self.configs = 0

    def options(self, args: list[str]) -> None:
        options, operands = parse(args, _SPEC)
        for name, value in options:
            role = _KINDS.get(name)
            if role is None:
                self._flag(name)
            elif role != ":" or name == "--output-dir":
                self._value(name, role, value)
        self.urls.extend(operands)

    def _flag(self, name: str) -> None:
        if name in ("-O", "--remote-name"):
            self.outputs.append("")
        elif name == "--remote-name-all":
            self.names_all = True
        elif name in ("-g", "--globoff"):
            self.globs = False
        elif name in ("-n", "--netrc", "--netrc-optional"):
            self.call.read(f"{self.call.shell.home or '~'}/.netrc")

    def _value(self, name: str, role: str, value: str) -> None:
        call, upload = self.call, self.upload
        if name in ("-o", "--output"):
            self.outputs.append(value)
        elif name == "--output-dir":
            self.directory = value
        elif role in "rwmc":
            self._file(role, value)
        elif role == "U":
            self._url(value)
        elif role in "xCR":
            self._route(role, value)
        elif role == "s":
            self.local = True
            call.read(value)
            call.write(value)
        elif role == "K":
            self._config(value)
        elif role == "W":
            if value[:1] == "@" and value != "@-":
                call.read(value[1:])
        else:
            _SENT[role](upload, value)

    def _file(self, role: str, value: str) -> None:
        if value in (STDIN, "%"):
            return
        if role in "rmc":
            self.call.read(_certificate(value) if role == "c" else value)
        if role in "wm":
            self.call.write(value)

    def _url(self, value: str) -> None:
        if value[:1] == "@":
            self.urls.append(unknown(value))
            if value != "@-":
                self.call.read(value[1:])
        else:
            self.urls.append(value)

    def _route(self, role: str, value: str) -> None:
        if role == "x":
            if value:
                self.hosts.append(host_of(value))
        elif role == "C":
            parts = _colons(value)
            if len(parts) > 2 and parts[2]:
                self.hosts.append(host_of(parts[2]))
        else:
            self.hosts.extend([host_of(each) for each in ":".join(_colons(value)[2:]).split(",") if each])

    def _config(self, path: str) -> None:
        """A file of options: one a line, with or without its dashes, `=` or `:` or a blank before its value."""
        text = self.call.stdin if path == STDIN else self.call.shell.content(path)
        if path != STDIN:
            self.call.read(path)
        self.configs += 1
        lines = [] if text is None or self.configs > MAX_CONFIGS else text.split("\n")
        if not lines or any([line[:1] == UNKNOWN_OPEN for line in lines]):
            self.urls.append(unknown(path))
        self.options([word for line in lines for word in _config_words(line)])

    # -- what comes of it

    def tell(self) -> str | None:
        targets = self._targets()
        urls = [url for url, _ in targets]
        files = [path_of(url) for url in urls]
        for url in urls:
            self.upload.address(url)
            if url.startswith("telnet://"):
                self.upload.stdin = True
        self.upload.tell(bool(urls) and self._leaves([url for url, path in zip(urls, files) if path is None]))
        for path, (url, output) in zip(files, targets):
            place = self._placed(output or name_of(url) or "curl_response")
            if output != STDIN:
                self.call.write(place)
            if path is not None:
                self._local_file(path, "" if output == STDIN else place)
        return self._output(files, [output for _, output in targets])

    def _targets(self) -> list[tuple[str, str]]:
        """Each URL with where it goes: a file, STDIN for standard output."""
        outputs = self.outputs + [STDIN if not self.names_all else ""] * (len(self.urls) - len(self.outputs))
        for output in outputs[len(self.urls) :]:
            if output and output != STDIN:
                self.call.write(self._placed(output))
        made: list[tuple[str, str]] = []
        for url, output in zip(map(inactive, self.urls), outputs):
            made.extend([(each, _numbered(output, url, each)) for each in (globbed(url) if self.globs else [url])])
        return made

    def _leaves(self, urls: list[str]) -> bool:
        hosts = [*self.hosts, *_proxies(self.call)]
        if not self.local:
            hosts.extend([host_of(url) for url in urls])
        return any([host is None or not is_loopback(host) for host in hosts])

    def _local_file(self, path: str, place: str) -> None:
        for sent in self.upload.files:
            self.call.write_into(path, [sent])
        if not self.upload.files:
            self.call.read(path)
            if place:
                self.call.shell.link(place, path)

    def _placed(self, output: str) -> str:
        return output if output[:1] == "/" or self.directory == "." else f"{self.directory}/{output}"

    def _output(self, files: list[str | None], outputs: list[str]) -> str | None:
        if outputs and STDIN not in outputs:
            return ""
        if len(files) == 1 and files[0] is not None and not self.upload.files:
            return self.call.shell.content(files[0])
        return None


def curl(call: Call) -> str | None:
    """Every group of options up to a `--next` is a request of its own."""
    groups: list[list[str]] = [[]]
    for word in call.args:
        if word in ("--next", "-:"):
            groups.append([])
        else:
            groups[-1].append(word)
    printed: list[str | None] = []
    for group in groups:
        request = _Request(call)
        request.options(group)
        printed.append(request.tell())
    known = [text for text in printed if text is not None]
    return "".join(known) if len(known) == len(printed) else None


# -- values


def _data(upload: Upload, value: str) -> None:
    if value[:1] == "@":
        upload.file(value[1:])
    else:
        upload.text(value)


def _encoded(upload: Upload, value: str) -> None:
    """`content`, `=content`, `name=content`, `@file` or `name@file`: the first of the two signs decides."""
    name, at, path = value.partition("@")
    if at and "=" not in name and value[:1] != "+":
        upload.file(path)
        upload.text(name)
    else:
        upload.text(value)


def _form(upload: Upload, value: str) -> None:
    """`name=content`, `name=@file,file;type=x` or `name=<file`."""
    content = value.partition("=")[2]
    upload.text(value)
    for at, piece in enumerate(_quoted_split(content, ";")):
        key, _, path = piece.strip().partition("=")
        if at == 0 and piece[:1] in ("@", "<"):
            for each in _quoted_split(piece[1:], ",") if piece[0] == "@" else [piece[1:]]:
                upload.file(_unquoted(each))
        elif key == "headers" and path[:1] in ("@", "<"):
            upload.file(_unquoted(path[1:]))


def _quoted_split(text: str, separator: str) -> list[str]:
    """The text between separators that stand outside double quotes."""
    pieces = [""]
    for at, piece in enumerate(text.split('"')):
        if at % 2:
            pieces[-1] += f'"{piece}"'
        else:
            first, *rest = piece.split(separator)
            pieces[-1] += first
            pieces.extend(rest)
    return pieces


def _unquoted(text: str) -> str:
    text = text.strip()
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else text


def _uploaded(upload: Upload, value: str) -> None:
    for each in globbed(value):
        upload.file(STDIN if each == "." else each)


def _cookies(upload: Upload, value: str) -> None:
    if "=" in value:
        upload.text(value)
    else:
        upload.file(value)


def _variable(upload: Upload, value: str) -> None:
    """`name=content`, `name@file`, or `%NAME` from the environment: what it is for is to be sent."""
    name, at, path = value.partition("@")
    if value[:1] == "%":
        upload.environment = True
    elif at and "=" not in name:
        upload.file(path)
    else:
        upload.text(value)


_SENT = {
    "@": _data,
    "t": Upload.text,
    "u": _encoded,
    "f": _form,
    "T": _uploaded,
    "b": _cookies,
    "v": _variable,
}


def _certificate(value: str) -> str:
    """The file of `file[:password]`; a backslash keeps a colon."""
    return value.replace("\\:", "\0").partition(":")[0].replace("\0", ":")


def _colons(value: str) -> list[str]:
    """Fields between colons; those of an IPv6 address stand in brackets."""
    fields = [""]
    inside = False
    for char in value:
        inside = char == "[" or (inside and char != "]")
        if char == ":" and not inside:
            fields.append("")
        else:
            fields[-1] += char
    return fields


def _config_words(line: str) -> list[str]:
    line = line.strip(" \t\r")
    if not line or line[0] == "#":
        return []
    end = min([at for at in (line.find(char) for char in " \t=:") if at >= 0], default=len(line))
    name, value = line[:end], line[end:].lstrip(" \t=:")
    value = _config_value(value)
    option = name if name[:1] == "-" else f"--{name}"
    return [option, value] if value else [option]


def _config_value(value: str) -> str:
    if value[:1] != '"':
        return value.partition(" ")[0].partition("\t")[0]
    words = split_words(value)
    return words[0] if words else ""


def _proxies(call: Call) -> list[str | None]:
    """The hosts of proxies that are set for this call alone."""
    settings = [(name.lower(), value) for name, value in call.environment.items()]
    return [host_of(value) for name, value in settings if name.endswith("_proxy") and name != "no_proxy" and value]


# -- URLs


def _numbered(output: str, url: str, each: str) -> str:
    """`#1` in an output's name is what the URL's one pair of braces stands for."""
    if "#1" not in output:
        return output
    head, _, rest = url.partition("{")
    tail = rest.partition("}")[2]
    return output.replace("#1", each[len(head) : len(each) - len(tail)])


def globbed(text: str) -> list[str]:
    """What curl's own braces and ranges stand for; a range of letters becomes a glob."""
    made = [_ranges(text)]
    for _ in range(MAX_BRACES):
        inner, close, _ = made[0].partition("{")[2].partition("}")
        if not close or not is_plain(inner):
            break
        options = inner.split(",")[:MAX_GLOBBED]
        made = [each.replace("{" + inner + "}", option, 1) for each in made for option in options][:MAX_GLOBBED]
    return made


def _ranges(text: str) -> str:
    head, *rest = text.split("[")
    made = [head]
    for piece in rest:
        inner, close, tail = piece.partition("]")
        letters = close and len(inner) == 3 and inner[1] == "-" and inner[0].isalnum() and inner[2].isalnum()
        made.append(CLASS_OPEN + inner + CLASS_CLOSE + tail if letters else "[" + piece)
    return "".join(made)


PROGRAMS = {"curl": curl, "curlie": curl}
