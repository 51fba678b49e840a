"""Keep secrets and bulk out of the audit log: mask what looks like a credential, cut what is long."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MASK = "[redacted]"
MAX_TEXT = 2_000  # characters kept of one text
MAX_ITEMS = 50  # items kept of one list or mapping
MAX_DEPTH = 6

# A key that holds one of these names a secret, whatever its value looks like.
KEYS = (
    "access_key",
    "accesskey",
    "api-key",
    "api_key",
    "apikey",
    "authorization",
    "cookie",
    "credential",
    "passphrase",
    "passwd",
    "password",
    "private_key",
    "secret",
    "token",
)
# A text without any of these (in lower case) holds nothing that the patterns below would mask, and `re` is spared.
TRIGGERS = (
    *KEYS,
    "access-key",
    "aiza",
    "akia",
    "asia",
    "basic ",
    "bearer ",
    "eyj",
    "gh",
    "glpat-",
    "npm_",
    "pass",
    "private key",
    "sk-",
    "xox",
    "@",
    " -u",
)
_NAME = (
    r"[\w.-]*(?:api[_-]?key|access[_-]?key|private[_-]?key|passphrase|passwd|password"
    r"|secret|token|credential|cookie|authorization)[\w.-]*"
)
_VALUE = r"""(?:"[^"]*"|'[^']*'|[^\s"';&|]+)"""
PATTERNS = (
    (r"(?s)-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----.*?(?:-----END [A-Z0-9 ]*-----|\Z)", MASK),
    (r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b", MASK),
    (r"\b(?:gh[pousr]_|github_pat_|glpat-|npm_|AIza)[\w-]{16,}", MASK),
    (r"\bsk-[\w-]{16,}", MASK),
    (r"\bxox[a-z]-[\w-]{10,}", MASK),
    (r"\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?", MASK),
    (r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{8,}", rf"\1 {MASK}"),
    (r"(://[^\s/:@]*):[^\s/@]+@", rf"\1:{MASK}@"),
    (r"(\s-(?:u|-user)[ =]?[^\s:]+):\S+", rf"\1:{MASK}"),
    (rf"(?i)({_NAME}[\"']?\s*[=:]\s*){_VALUE}", rf"\1{MASK}"),
    (rf"(?i)(--?{_NAME}\s+){_VALUE}", rf"\1{MASK}"),
)


def redact(value: Any, depth: int = MAX_DEPTH) -> Any:
    """A copy of ``value`` that may be kept: secrets masked, long texts and lists cut with a word about it."""
    kind = type(value)
    if kind is str:
        return _cut(_masked(value[: 2 * MAX_TEXT]), len(value))
    if kind is list or kind is tuple or kind is dict:
        if not depth:
            return "[nested too deeply to keep]"
        return _mapping(value, depth) if kind is dict else _list(value, depth)
    return value if kind in (int, float, bool) or value is None else redact(str(value))


def _mapping(value: dict[Any, Any], depth: int) -> dict[str, Any]:
    kept = {
        _cut(str(key)[:MAX_TEXT], len(str(key))): MASK if _names_secret(str(key)) and item else redact(item, depth - 1)
        for key, item in list(value.items())[:MAX_ITEMS]
    }
    if len(value) > MAX_ITEMS:
        kept["[cut]"] = f"{len(value) - MAX_ITEMS} more keys"
    return kept


def _list(value: Any, depth: int) -> list[Any]:
    kept = [redact(item, depth - 1) for item in value[:MAX_ITEMS]]
    return [*kept, f"[{len(value) - MAX_ITEMS} more]"] if len(value) > MAX_ITEMS else kept


def _names_secret(key: str) -> bool:
    key = key.lower()
    return any([name in key for name in KEYS])


def _masked(text: str) -> str:
    lower = text.lower()
    if not any([trigger in lower for trigger in TRIGGERS]):
        return text
    import re

    for pattern, mask in PATTERNS:
        text = re.sub(pattern, mask, text)
    return text


def _cut(text: str, length: int) -> str:
    return text if length <= MAX_TEXT and len(text) <= MAX_TEXT else f"{text[:MAX_TEXT]}[cut, {length} characters]"
