"""Keep secrets and bulk out of the audit log: mask what looks like a credential, cut what is long."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MASK = "[redacted]"
MAX_TEXT = 2_000  # characters kept of one text: the first three quarters and the last quarter of them
MAX_ITEMS = 50  # items kept of one list or mapping
MAX_DEPTH = 6

# A key that holds one of these names a secret, whatever its value looks like.
KEYS = (
    "access_key",
    "accesskey",
    "accountkey",
    "api-key",
    "api_key",
    "apikey",
    "authorization",
    "cookie",
    "credential",
    "encryption_key",
    "passphrase",
    "passwd",
    "password",
    "private_key",
    "pwd",
    "secret",
    "token",
)
# A text without any of these (in lower case) holds nothing that the patterns below would mask, and `re` is spared.
TRIGGERS = (
    *[key for key in KEYS if key != "pwd"],
    " sk-",
    "'sk-",
    ":sk-",
    "=sk-",
    "_pass",
    "access-key",
    "account_key",
    "aiza",
    "akia",
    "asia",
    "basic ",
    "bearer ",
    "curl ",
    "encryption-key",
    "eyj",
    "gho_",
    "ghp_",
    "ghr_",
    "ghs_",
    "ghu_",
    "github_pat_",
    "glpat-",
    "hf_",
    "hooks.slack",
    "k_live_",
    "k_test_",
    "mysql",
    "npm_",
    "private key",
    "pwd=",
    "pypi-",
    "sshpass",
    "wget ",
    "xox",
    "ya29.",
    '"sk-',
    'pwd"',
)
# Every repeat is bounded or starts where a run starts: these see texts that an agent chose.
_KEY = (
    r"(?:(?:api|access|account|private|encryption)[_-]?key|passphrase|passwd|password|pwd|secret|token|credential"
    r"|cookie|authorization|_pass\b)"
)
_QUOTED = r"""\\?["']?"""
_VALUE = r"""(?:\\"[^"\\]*|"(?:[^"\\]|\\.)*"?|'[^']*'?|[^\s"';&|\\]+)"""
PATTERNS = (
    (r"(?s)-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----.*?(?:-----END [A-Z0-9 ]{0,40}-----|\Z)", MASK),
    (r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b", MASK),
    (r"\b(?:gh[pousr]_|github_pat_|glpat-|npm_|AIza|hf_|pypi-|ya29\.|[sr]k_(?:live|test)_|sk-)[\w-]{16,}", MASK),
    (r"\bxox[a-z]-[\w-]{10,}", MASK),
    (r"(hooks\.slack\.com/services/)\S+", rf"\1{MASK}"),
    (r"(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?", MASK),
    (r"(?i)\b((?:x-api-key|authorization|(?:set-)?cookie)\s{0,5}:\s{0,5})[^\"'\n]+", rf"\1{MASK}"),
    (r"(?i)\b(bearer|basic)\s{1,5}[\w.~+/=-]{8,}", rf"\1 {MASK}"),
    (r"(://[^\s/:@]{0,200}):[^\s/@]{1,500}@", rf"\1:{MASK}@"),
    (r"(?<=\s)(-u|--user)([ =]?[^\s:]{1,200}):\S+", rf"\1\2:{MASK}"),
    (r"(?i)(\bmysql\w{0,10}\s(?:[^\s;|&]{1,200}\s+){0,8}-p)\S+", rf"\1{MASK}"),
    (r"(\bsshpass\s{1,5}-p\s{0,5})\S+", rf"\1{MASK}"),
    (rf"(?i)({_KEY}[\w.-]{{0,40}}{_QUOTED}\s{{0,5}}[=:]\s{{0,5}}){_VALUE}", rf"\1{MASK}"),
    (rf"(?i)((?<![\w-])--?[\w-]{{0,30}}{_KEY}[\w-]{{0,30}}\s{{1,5}}){_VALUE}", rf"\1{MASK}"),
)


def redact(value: Any, limit: int = MAX_TEXT, depth: int = MAX_DEPTH) -> Any:
    """A copy of ``value`` that may be kept: secrets masked, long texts and lists cut with a word about it.

    ``limit`` is how many characters of one text are kept.
    """
    kind = type(value)
    if kind is str:
        return _text(value, limit)
    if kind is list or kind is tuple or kind is dict:
        if not depth:
            return "[nested too deeply to keep]"
        return _mapping(value, limit, depth) if kind is dict else _list(value, limit, depth)
    return value if kind in (int, float, bool) or value is None else redact(str(value), limit)


def _text(text: str, limit: int) -> str:
    """The beginning and the end: what runs last must not vanish behind padding."""
    if len(text) <= limit:
        return _masked(text)
    head, tail = limit - limit // 4, limit // 4
    first, last = _masked(text[: 2 * head])[:head], _masked(text[-2 * tail :])[-tail:]
    return f"{first}[... {len(text) - limit} of {len(text)} characters ...]{last}"


def _mapping(value: dict[Any, Any], limit: int, depth: int) -> dict[str, Any]:
    kept = {}
    for key, item in list(value.items())[:MAX_ITEMS]:
        name = str(key)
        kept[_text(name, limit)] = MASK if item and _names_secret(name, value) else redact(item, limit, depth - 1)
    if len(value) > MAX_ITEMS:
        kept["[cut]"] = f"{len(value) - MAX_ITEMS} more keys"
    return kept


def _list(value: Any, limit: int, depth: int) -> list[Any]:
    kept = [redact(item, limit, depth - 1) for item in value[:MAX_ITEMS]]
    return [*kept, f"[{len(value) - MAX_ITEMS} more]"] if len(value) > MAX_ITEMS else kept


def _names_secret(key: str, siblings: dict[Any, Any]) -> bool:
    """By its own name, or as the `value` beside a `name` that names one."""
    name = key.lower()
    if name == "value" and type(siblings.get("name")) is str:
        name = siblings["name"].lower()
    return any([each in name for each in KEYS])


def _masked(text: str) -> str:
    lower = text.lower()
    with_password = "://" in lower and "@" in lower
    if not with_password and not any([trigger in lower for trigger in TRIGGERS]):
        return text
    import re

    for pattern, mask in PATTERNS:
        text = re.sub(pattern, mask, text)
    return text
