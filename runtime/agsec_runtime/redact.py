"""Keep secrets and bulk out of the audit log: mask what looks like a credential, cut what is long."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MASK = "[redacted]"
MAX_TEXT = 2_000  # characters kept of one text: the first three quarters and the last quarter of them
MAX_ITEMS = 50  # items kept of one list or mapping
MAX_DEPTH = 6
MAX_NAME = 80  # characters of what may be the name of a value in a list
WINDOW = 16_384  # characters at either end of a text that are masked; a shorter text than both is masked as a whole

# A key that holds one of these names a secret, whatever its value looks like. Keys are compared without `-` and `_`.
KEYS = (
    "accesskey",
    "accountkey",
    "apikey",
    "authorization",
    "cookie",
    "credential",
    "encryptionkey",
    "passcode",
    "passphrase",
    "passwd",
    "password",
    "privatekey",
    "pwd",
    "secret",
    "signingkey",
    "token",
)
LAST_WORDS = ("auth", "pass")  # these name a secret as a key's last word: `db_pass`, but no `passenger` or `compass`
NAMING = ("name", "key", "header")  # of the keys beside a `value`
# A text without any of these (in lower case) holds nothing that the patterns below would mask, and `re` is spared.
TRIGGERS = (
    *[key for key in KEYS if key != "pwd"],
    "_pass",
    "access_key",
    "access-key",
    "account_key",
    "aiza",
    "api-key",
    "api_key",
    "akia",
    "asia",
    "auth'",
    "auth=",
    'auth"',
    'auth\\"',
    "basic ",
    "bearer ",
    "curl ",
    "encryption-key",
    "encryption_key",
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
    "pass'",
    "pass=",
    'pass"',
    'pass\\"',
    "private key",
    "private-key",
    "private_key",
    "pwd :",
    "pwd =",
    "pwd'",
    "pwd:",
    "pwd=",
    "pypi-",
    "signing-key",
    "signing_key",
    "sshpass",
    "wget ",
    "xox",
    "ya29.",
    'pwd"',
    'pwd\\"',
)
# Every repeat is bounded or starts where a run starts: these see texts that an agent chose.
_KEY = (
    r"(?:(?:api|access|account|private|encryption|signing)[_-]?key|passcode|passphrase|passwd|password|pwd|secret|token|credential"
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
    (rf"(?i)((?<![\w-])(?:auth|pass)(?:\\?[\"']\s{{0,5}}[=:]\s{{0,5}}|=)){_VALUE}", rf"\1{MASK}"),
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


def shortened(text: str, limit: int) -> str:
    """The beginning and the end: what runs last must not vanish behind padding."""
    return text if len(text) <= limit else _joined(text, text, len(text), limit)


def unused(name: str, taken: Any) -> str:
    """``name``, or where that is taken already, the name with a number behind it: neither value is lost."""
    number, other = len(taken), name
    while other in taken:
        number += 1
        other = f"{name} ({number})"
    return other


def _text(text: str, limit: int) -> str:
    """Masked before it is cut, so that no part of a secret is left where the cut is."""
    if len(text) <= 2 * WINDOW:
        return shortened(_masked(text), limit)
    return _joined(_masked(text[:WINDOW]), _masked(_behind_run(text[-WINDOW:])), len(text), limit)


def _behind_run(text: str) -> str:
    """What follows the first run of characters, which may be the end of a secret."""
    ends = [at for at in [text.find(each) for each in " \t\n\r\"';&|\\"] if at >= 0]
    return text[min(ends) :] if ends else ""


def _joined(first: str, last: str, length: int, limit: int) -> str:
    head, tail = limit - limit // 4, limit // 4
    return f"{first[:head]}[... {length - limit} of {length} characters ...]{last[-tail:]}"


def _mapping(value: dict[Any, Any], limit: int, depth: int) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for key, item in list(value.items())[:MAX_ITEMS]:
        name = str(key)
        hidden = item and _names_secret(_named(name, value))
        kept[unused(_text(name, limit), kept)] = MASK if hidden else redact(item, limit, depth - 1)
    if len(value) > MAX_ITEMS:
        kept[unused("[cut]", kept)] = f"{len(value) - MAX_ITEMS} more keys"
    return kept


def _named(key: str, siblings: dict[Any, Any]) -> str:
    """The key, or for the `value` beside a `name`, what that says."""
    if key.lower() == "value":
        for other, said in list(siblings.items())[:MAX_ITEMS]:
            if type(said) is str and type(other) is str and other.lower() in NAMING and _names_secret(said):
                return said
    return key


def _list(value: Any, limit: int, depth: int) -> list[Any]:
    """Some items name the one behind them, as on a command line and in pairs."""
    kept: list[Any] = []
    named, program = "", ""
    for item in value[:MAX_ITEMS]:
        text = item if type(item) is str else ""
        masked = _item(text, named, program) if text or not named else MASK
        kept.append(redact(item, limit, depth - 1) if masked is None else masked)
        named = _naming(text, len(value) == 2, program)
        program = _program(text) or program
    return [*kept, f"[{len(value) - MAX_ITEMS} more]"] if len(value) > MAX_ITEMS else kept


def _item(text: str, named: str, program: str) -> str | None:
    """What is kept of an item whose meaning is told by those before it; None where they say nothing of it."""
    user = text.removeprefix("-u") if text.startswith("-u") else text if named == "user" else ""
    if program == "curl" and ":" in user:
        return text[: text.index(":") + 1] + MASK
    if named and named != "user":
        return MASK
    glued = program in ("mysql", "sshpass") and text.startswith("-p") and len(text) > 2
    return f"-p{MASK}" if glued else None


def _naming(text: str, is_pair: bool, program: str) -> str:
    """What an item says about the next one: that it is a `secret` or a `user` with a password, or nothing."""
    if not text or len(text) > MAX_NAME or not _is_word(text):
        return ""
    if program == "curl" and text in ("-u", "--user", "--proxy-user", "-U"):
        return "user"
    if program == "sshpass" and text == "-p":
        return "secret"
    spelled_as_name = is_pair or "-" in text or "_" in text or text != text.lower()
    return "secret" if spelled_as_name and _names_secret(text) else ""


def _is_word(text: str) -> bool:
    return text.replace("-", "").replace("_", "").replace(".", "").isalnum()


def _program(text: str) -> str:
    """The program that an item runs, if it is one that takes passwords in ways of its own."""
    name = text[-MAX_NAME:].rpartition("/")[2]
    if name in ("curl", "wget"):
        return "curl"
    return "mysql" if name.startswith(("mysql", "mariadb")) else "sshpass" if name == "sshpass" else ""


def _names_secret(key: str) -> bool:
    name = key.lower().replace("-", "").replace("_", "")
    return any([each in name for each in KEYS]) or (name.endswith(LAST_WORDS) and _last_word(key) in LAST_WORDS)


def _last_word(key: str) -> str:
    """In `db_pass`, `db-pass`, `DB_PASS` and `dbPass` that is `pass`."""
    word = key.replace("-", "_").replace(".", "_").rpartition("_")[2]
    end = word[-4:]
    return end.lower() if end[:1].isupper() and end[1:].islower() else word.lower()


def _masked(text: str) -> str:
    lower = text.lower()
    with_password = "://" in lower and "@" in lower
    if not (with_password or any([trigger in lower for trigger in TRIGGERS]) or _begins_key(lower)):
        return text
    import re

    for pattern, mask in PATTERNS:
        text = re.sub(pattern, mask, text)
    return text


def _begins_key(text: str) -> bool:
    """Whether `sk-` begins a word somewhere: it also stands in `task-1`, which is none of a secret."""
    at = text.find("sk-")
    while at > 0 and (text[at - 1].isalnum() or text[at - 1] == "_"):
        at = text.find("sk-", at + 3)
    return at >= 0
