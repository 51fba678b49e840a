"""A URL's host is the one that a browser would ask; where parsers disagree, nothing is decided."""

from __future__ import annotations

import shutil
import time
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agsec_runtime.addresses import parse_v4, parse_v6
from agsec_runtime.marks import ONE, STAR, unknown
from agsec_runtime.urls import host_of, loopback_host, name_of, normal_host, parse, path_of
from benchmarks.fuzz_paths_urls import NOISE, check_addresses, check_urls, judge, make_url

V = unknown("$VALUE")


def told(url: object) -> tuple[str, str | None, int | None] | None:
    known = parse(url)
    return None if known is None else (known.scheme, known.host, known.port)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://example.com", ("http", "example.com", 80)),
        ("HTTPS://Example.COM/A?b#c", ("https", "example.com", 443)),
        ("ws://a.example:8080", ("ws", "a.example", 8080)),
        ("wss://a.example", ("wss", "a.example", 443)),
        ("ftp://a.example/", ("ftp", "a.example", 21)),
        ("http://a.example:", ("http", "a.example", 80)),
        ("http://a.example:00443/", ("http", "a.example", 443)),
        ("http://user:pass@a.example/", ("http", "a.example", 80)),
        ("http://localhost@evil.example/", ("http", "evil.example", 80)),
        ("http://localhost:80@evil.example:81/", ("http", "evil.example", 81)),
        ("http://evil.example#@localhost", ("http", "evil.example", 80)),
        ("http://evil.example?@localhost", ("http", "evil.example", 80)),
        ("http://evil.example/@localhost", ("http", "evil.example", 80)),
        ("http://localhost.evil.example/", ("http", "localhost.evil.example", 80)),
        ("http://127.0.0.1.nip.example/", ("http", "127.0.0.1.nip.example", 80)),
        ("http://example.com./", ("http", "example.com", 80)),
        ("http://127.1/", ("http", "127.0.0.1", 80)),
        ("http://0x7f.1/", ("http", "127.0.0.1", 80)),
        ("http://0X7F000001/", ("http", "127.0.0.1", 80)),
        ("http://017700000001/", ("http", "127.0.0.1", 80)),
        ("http://2130706433/", ("http", "127.0.0.1", 80)),
        ("http://127.0.0.1./", ("http", "127.0.0.1", 80)),
        ("http://\uff11\uff12\uff17\uff0e0\u30020.1/", ("http", "127.0.0.1", 80)),
        ("http://[::1]:3000/", ("http", "::1", 3000)),
        ("http://[0:0:0:0:0:0:0:1]/", ("http", "::1", 80)),
        ("http://[::FFFF:127.0.0.1]/", ("http", "127.0.0.1", 80)),
        ("http://[::ffff:a9fe:a9fe]/", ("http", "169.254.169.254", 80)),
        ("http://[2001:DB8:0:0:1:0:0:1]/", ("http", "2001:db8::1:0:0:1", 80)),
        ("http://b\u00fccher.example/", ("http", "xn--bcher-kva.example", 80)),
        ("http://B\u00dcCHER.example/", ("http", "xn--bcher-kva.example", 80)),
        ("http://bu\u0308cher.example/", ("http", "xn--bcher-kva.example", 80)),
        ("http://XN--BCHER-KVA.example/", ("http", "xn--bcher-kva.example", 80)),
        ("http://\uff4c\uff4f\uff43\uff41\uff4c\uff48\uff4f\uff53\uff54/", ("http", "localhost", 80)),
        ("http://a_b-c.example/", ("http", "a_b-c.example", 80)),
        ("http://a.example/a b", ("http", "a.example", 80)),
        ("http://a.example/%zz@x", ("http", "a.example", 80)),
        ("http://a%40b@a.example/", ("http", "a.example", 80)),
        ("file:///etc/passwd", ("file", None, None)),
        ("file:/etc/passwd", ("file", None, None)),
        ("file://localhost/etc/passwd", ("file", None, None)),
        ("FILE://C:/x", ("file", None, None)),
        ("file://server.example/share", ("file", "server.example", None)),
        ("data:text/html,x", ("data", None, None)),
        ("javascript:alert(1)", ("javascript", None, None)),
        ("view-source:http://localhost/", ("view-source", None, None)),
        ("about:blank", ("about", None, None)),
        ("ssh://git@Host.example/x", ("ssh", "host.example", 22)),
        ("redis://127.1", ("redis", "127.0.0.1", None)),
        ("s3://bucket/key", ("s3", "bucket", None)),
        ("x:///path", ("x", None, None)),
    ],
)
def test_a_url_is_taken_apart(url: str, expected: tuple[str, str | None, int | None]) -> None:
    assert told(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        *(
            None,
            3,
            b"http://a.example",
            ["http://a.example"],
            "",
            "example.com",
            "//example.com",
            "/path",
            ":",
            "://x",
            "1x://a",
        ),
        *(
            "http://localhost\\@evil.example",
            "http:\\\\localhost",
            "http://evil.example\\.localhost/",
            "http://a.example/?\\",
        ),
        *(
            " http://localhost",
            "http://localhost ",
            "ht\ttp://localhost",
            "http://local\nhost",
            "http://localhost\r",
            "\0http://a",
        ),
        *(
            "http://a@b@localhost/",
            "http://a@localhost@evil.example",
            "http://[::1]@evil.example",
            "http://@@localhost",
        ),
        *(
            "http:localhost",
            "http:/localhost",
            "http:///localhost",
            "https:",
            "http://",
            "http:///",
            "http://:80/",
            "http://@/",
        ),
        *(
            "http://localhost:x",
            "http://localhost:65536",
            "http://localhost:-1",
            "http://localhost:8 0",
            "http://localhost:\u0661",
        ),
        *(
            "http://localhost:80:80",
            "http://::1/",
            "http://[::1",
            "http://[::1]x",
            "http://[]",
            "http://[1::2::3]",
            "http://[g::]",
        ),
        *(
            "http://[fe80::1%25eth0]/",
            "http://[fe80::1%eth0]/",
            "http://[::127.0.0.01]/",
            "http://[::1.2.3]/",
            "http://[v1.x]/",
        ),
        *(
            "http://%6cocalhost/",
            "http://local%68ost/",
            "http://a%/",
            "http://a b/",
            "http://a^b",
            "http://a|b",
            "http://a<b>c",
        ),
        *(
            "http://a..b",
            "http://.a",
            "http://.",
            "http://a'b",
            "http://a$b",
            "http://a,b",
            "http://a;b",
            "http://a*b",
            "http://a~b",
        ),
        *(
            "http://1.2.3.4.5",
            "http://256.1.1.1",
            "http://1.2.3.08",
            "http://4294967296",
            "http://0x",
            "http://1.2.0x",
            "http://a.1",
        ),
        *(
            "http://stra\u00dfe.example",
            "http://\u03c2.example",
            "http://\u03a3.example",
            "http://a\u200db.example",
            "http://\u2615.example",
        ),
        *(
            "http://a\u00adb.example",
            "http://a\u200bb.example",
            "http://a\ufe0fb.example",
            "http://\u0301a.example",
            "http://\u2100.example",
        ),
        *(
            "http://xn--a",
            "http://xn--abc-",
            "http://xn--",
            "http://xn--b-\u00fc",
            "http://\ud800",
            f"http://{V}/",
            f"http://localhost{V}/",
        ),
        *(
            f"{V}",
            f"http://a{STAR}.example",
            f"http://a.example{ONE}x=1",
            "http://\uff05a",
            "http://a\uff03b",
            "http://a\uff0fb",
        ),
    ],
)
def test_what_parsers_read_differently_is_undecidable(url: object) -> None:
    assert parse(url) is None


@pytest.mark.parametrize(
    ("host", "loopback", "private"),
    [
        ("localhost", True, True),
        ("a.b.localhost", True, True),
        ("127.0.0.1", True, True),
        ("127.255.255.254", True, True),
        ("[::1]", True, True),
        ("[::ffff:127.8.8.8]", True, True),
        ("0.0.0.0", False, True),
        ("[::]", False, True),
        ("[64:ff9b::7f00:1]", False, True),
        ("[2002:7f00:1::]", False, True),
        ("[::127.0.0.1]", False, False),
        ("10.0.0.1", False, True),
        ("172.31.255.255", False, True),
        ("172.32.0.0", False, False),
        ("192.168.0.1", False, True),
        ("169.254.169.254", False, True),
        ("100.64.0.1", False, True),
        ("[fd00::1]", False, True),
        ("[fe80::1]", False, True),
        ("[2606:4700::1111]", False, False),
        ("8.8.8.8", False, False),
        ("example.com", False, False),
        ("metadata.google.internal", False, True),
        ("printer.local", False, True),
        ("localhost.evil.example", False, False),
        ("127.0.0.1.nip.example", False, False),
        ("notlocalhost", False, False),
        ("localhost.localdomain", False, False),
    ],
)
def test_hosts_are_sorted_into_loopback_private_and_the_rest(host: str, loopback: bool, private: bool) -> None:
    url = parse(f"http://{host}/")
    assert url is not None
    assert (url.is_loopback, url.is_private) == (loopback, private)
    assert loopback_host(host) is loopback


def test_without_a_host_nothing_is_said_of_it() -> None:
    url = parse("data:x")
    assert url is not None
    assert (url.host, url.port, url.is_loopback, url.is_private) == (None, None, None, None)


def test_generated_addresses_are_those_of_the_library() -> None:
    assert check_addresses(Random(3), 5000) == []


def test_generated_urls_are_decided_only_as_a_browser_and_the_library_decide_them() -> None:
    if shutil.which("node") is None:
        pytest.skip("not run: node is not installed")
    assert check_urls(Random(4), 5000) == []


@settings(deadline=None)
@given(
    st.text(st.characters() | st.sampled_from(NOISE)) | st.integers(0, 2**32).map(lambda seed: make_url(Random(seed)))
)
def test_no_text_is_too_strange(url: str) -> None:
    assert judge(url, ()) == ""
    assert isinstance(name_of(url), str)


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("localhost:3000/x", "localhost"),
        ("localhost", "localhost"),
        ("http://LOCALHOST:3000", "localhost"),
        ("dev@127.1:path/x", "127.0.0.1"),
        ("[::1]:80", "::1"),
        ("user@[::1]:x", "::1"),
        ("//evil.example/x", "evil.example"),
        ("evil.example?x=http://localhost", "evil.example"),
        ("http://user:p@localhost@evil.example", None),
        ("http://localhost\\@evil.example", None),
        (f"http://localhost:{V}/{V}", "localhost"),
        (f"http://{V}:{V}@localhost/", "localhost"),
        (f"http://localhost{V}", None),
        (f"http://{V}.localhost", None),
        (f"{V}://localhost", None),
        (f"http://{unknown('${H:-localhost/}')}", None),
        (V, None),
        ("", None),
        ("[::1", None),
        ("http://{localhost,evil.example}/", None),
    ],
)
def test_a_host_is_found_in_what_programs_take(text: str, host: str | None) -> None:
    assert host_of(text) == host


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("file:///home/dev/.env", "/home/dev/.env"),
        ("FILE:/home/dev/.env", "/home/dev/.env"),
        ("file://localhost/.env?x#y", "/.env"),
        ("file:///%2eenv", "/.env"),
        ("file:///a%zz%2", "/a%zz%2"),
        ("file:///%ff", "/\ufffd"),
        ("file:etc/passwd", "/etc/passwd"),
        (f"file:///{V}/.env", f"/{V}/.env"),
        ("http://a.example/x", None),
        ("/home/dev/.env", None),
    ],
)
def test_a_file_url_names_a_path(url: str, path: str | None) -> None:
    assert path_of(url) == path


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://a.example/b/c.tgz?x=1#z", "c.tgz"),
        ("https://a.example/b/", ""),
        ("https://a.example", ""),
        ("a.example", ""),
        ("a.example/x", "x"),
        (V, V),
        (f"https://a.example/{V}", V),
    ],
)
def test_a_download_is_named_like_the_end_of_its_path(url: str, name: str) -> None:
    assert name_of(url) == name


def test_a_host_has_one_spelling() -> None:
    assert normal_host("Example.COM.") == "example.com"
    assert str(parse_v4("0x7f.1")) == "127.0.0.1"
    assert str(parse_v6("0:0:1::0:0:0")) == "0:0:1::"


@pytest.mark.parametrize("piece", ["a.", "@", ":", "/", "1", "0x", "xn--", "\u00fc", "%61", "[", "e\u0301", V])
def test_time_is_linear_in_a_url_s_length(piece: str) -> None:
    start = time.perf_counter()
    for url in ("http://" + piece * 20_000, "file:///" + piece * 20_000, piece * 20_000):
        parse(url), host_of(url), path_of(url), loopback_host(url), name_of(url)
    assert time.perf_counter() - start < 2
