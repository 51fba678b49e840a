"""The contract between compiler and runtime: file layout, effects, operators and opcodes.

Bump ``VERSION`` when anything in here changes meaning; the loader refuses every other version.

File layout, all integers little-endian::

    header   72 bytes, see the offsets below
    tree     levels of page tags, the top level (one page) first
    data     manifest, tables, index and records, cut into pages of ``PAGE`` bytes

A page's tag is ``blake2b(page, digest_size=TAG)``, personalised with its level. Level 0 is the data, level
``n + 1`` holds the tags of level ``n``. The header holds the top page's tag, and ends in its own tag.

Tables are what few requests need of a condition: the automata of a pattern, or the globs of an operand, packed, if
that is ``APART`` bytes or more. Each stands there once, and its place is its offset in the data and its length. In the
condition stands a MessagePack extension: of type ``GLOBS`` with the place, or of type ``PATTERN`` with the place,
whether the pattern's literals are lower-case, and these, joined with NUL.

Python splits a text at once, and takes a list item by item. So a list of two texts or more is an extension of type
``TEXTS``, the texts joined with NUL, if none of them has one. A list of ``MANY`` natural numbers or more is one of type
``NUMBERS``, in decimal digits, with blanks between. A list of two byte strings or more is one of type ``PIECES``: how
many bytes each has, as in ``NUMBERS``, then NUL, then all of them without anything between.
"""

RELEASE = "1.0.0"  # of agsec; a bundle's manifest names the one that wrote it
MAGIC = b"agsec\x00\xa9\n"
VERSION = 7

PAGE = 4096  # bytes a page
TAG = 16  # bytes a tag
FANOUT = PAGE // TAG
HEADER = 72  # bytes

# Offsets in the header: (start, end).
AT_MAGIC = (0, 8)
AT_VERSION = (8, 10)
AT_DEFAULT = (10, 11)
AT_LEVELS = (11, 12)
AT_STATEMENTS = (12, 16)
AT_DATA_LENGTH = (16, 24)
AT_MANIFEST_LENGTH = (24, 28)  # the manifest starts the data
AT_INDEX = (28, 36)  # offset of the index in the data
AT_SLOTS = (36, 40)  # slots of the index, a power of two
AT_ROOT = (40, 56)
AT_TAG = (56, 72)

# An index slot: key hash, record offset in the data, record length; all zero when empty.
SLOT = 20
SLOT_HASH = (0, 8)
SLOT_OFFSET = (8, 14)
SLOT_LENGTH = (14, 20)

TEXTS, GLOBS, PATTERN, NUMBERS, PIECES = range(1, 6)
MANY = 8  # numbers
APART = 256  # bytes
PLACE_OFFSET = (0, 8)
PLACE_LENGTH = (8, 12)
PLACE = 12  # bytes

# Keys of the index. A bucket's key says which of its statements' action patterns can match at all.
KEY_EXACT = "="  # + the action
KEY_FIRST = "^"  # + its first segment: patterns that start with `segment.`
KEY_LAST = "$"  # + its last segment: patterns that end in `.segment`
KEY_REST = "*"
KEY_STATEMENTS = "#"  # + block number: what is shown of the statements, in columns
BLOCK = 8  # statements a block
KEY_PART = "&"  # + an index's number, ":" and what is looked up in it: the statements that need it
KEY_WHOLE = "%"  # + an index's number: all of its statements, which may stand in indexes in turn
KEY_ROWS = (
    "@"  # + the number of a bucket's first index, ":" and a block: its statements with ordinals in there, as a bucket
)
KEY_FILTER = "~"  # + an index's number: a Bloom filter of the fragments that it knows
KEY_FRAGMENTS = "!"  # + an index's number: these fragments, for each size all of that size one behind the other
KEY_BOUNDS = "<"  # + an index's number, ":" and a number: `CHUNK` of the bounds of its ranges

# A bucket with indexes has them behind its ranks, which hold only what no index finds: [number, kind, opcode, root,
# steps, folds, detail]. A statement is in the index of a field whose value decides that it cannot match. The opcode
# (below) says how the field's values are taken, `folds` whether those of a fact are folded. EQUALS finds values;
# FRAGMENTS, HELD (also of a list's members and a mapping's keys), FOLDED (ASCII without case) and GLOBBED (of names
# that a shell's glob may stand for) find pieces of a text's UTF-8, `detail` has their sizes and how many there are of
# each; RANGES finds numbers, `detail` has how many bounds there are and each `CHUNK`th of them. A part is [deny,
# review, allow], each with ordinals of four bytes, little-endian, in file order. So is a whole, but for what stands
# in indexes of its own, which are about other fields and come behind.
EQUALS, FRAGMENTS, HELD, FOLDED, GLOBBED, RANGES = range(6)
FRAGMENT_SIZES = (8, 6, 4, 3, 2, 1)  # bytes; a text is found by a piece of the largest size that it has
FILTER_BITS = 10  # a fragment
PROBES = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)  # each spreads a fragment's number over 64 bits
CHUNK = 256
# The bounds b of ranges part the numbers: place 2n + 1 is b[n] itself, 2n what lies before it. Places are the leaves
# of a binary tree, node n has the children 2n and 2n + 1, and a range stands under the nodes that it fills.

# Effects, in the order in which they win.
DENY, REVIEW, ALLOW = 0, 1, 2
EFFECTS = ("deny", "review", "allow")

# Roots of fields. The facts (the last three) are derived from params.
ROOTS = ("params", "context", "action", "files", "shell", "url")
PARAMS, CONTEXT, ACTION, FILES, SHELL, URL = range(6)

# The facts that are lists, the rarest first. A set of them is a number with a bit for each, the first the lowest. A row
# of a bucket has ordinal, action globs, packed condition, and the facts that it needs: without a value of any of these
# the condition is false, and stays packed. A condition that can do without has the empty set.
LISTED = (
    *("shell.sql", "shell.pushes", "shell.sets", "shell.sends", "shell.git"),
    *("files.deletes", "files.writes", "files.reads", "shell.commands", "shell.programs"),
)

# Behind the facts that a row needs stand hints, or none: [where, fact (its place in ``LISTED``), form, texts joined
# with NUL]. Where none of the texts stands in an element of its fact, the condition is false as well, if all elements
# are plain texts, and so it is for each hint that counts on the platform. The form says how elements are taken:
# LOWERED means in lower case (if ASCII), WITHOUT_CASE means folded.
ANYWHERE, NOT_FOLDING, ONLY_FOLDING = range(3)
LOWERED, WITHOUT_CASE = 1, 2

# Conditions: [opcode, ...]. TEST and EACH_* take root, steps, tests; a step is a str (a key), an int (an index,
# or the key of that spelling) or None (every element). Tests are [[operator, operand], ...] and hold together.
# FACT_* take root, [name], exact tests, folded tests. Operands of the folded ones are without case (`paths.folded`),
# and so is then the fact. Where both are given, FOLDING says where the folded ones count; if one is empty, the other.
TRUE, FALSE, ALL, ANY, TEST, EACH_ANY, EACH_ALL, FACT_ANY, FACT_ALL = range(9)

# Platforms (as in `sys.platform`) whose file systems usually take no notice of case.
FOLDING = ("darwin", "win32")

OPERATORS = (
    "==",
    "!=",
    ">",
    "<",
    ">=",
    "<=",
    "in",
    "not_in",
    "contains",
    "starts_with",
    "ends_with",
    "regex",
    "not_regex",
    "glob",
    "not_glob",
    "exists",
    "not_exists",
    "contains",
)
SUBSTRING = 17  # `contains` where it asks each element: the substring test alone

# Patterns: [kind, ...]. CONTAINS, PREFIX, EXACT and SUFFIX take a text, ONE_OF a list of texts, one of them contained.
# AUTOMATON and SEARCH take literals of which a match contains one (none: unknown), whether these are lower-case, and
# the tables of automata of which one finds a match, or source for the engine.
CONTAINS, PREFIX, EXACT, SEARCH, AUTOMATON, SUFFIX, ONE_OF = range(7)

# Tables of an automaton. The head is five numbers of two bytes, little-endian as all numbers:
#     bytes a state (1 or 2), classes of characters, runs, bounds, rows
# Then, with nothing between or behind:
#     runs      the classes of the ASCII characters: how many characters (a byte), their class (a byte)
#     bounds    the code points, in order, where a stretch of the other characters begins; the first begins at 128
#     kinds     for each stretch four classes (a byte each): of characters that are neither space nor word characters,
#               of spaces, of word characters that are no digits, of digits
#     rows      for each state from state 2 on: the next state by class, then whether a text that ends here matches
# A search starts in state 2. States 0 and 1 have no row: no match can come any more, and a match has been found.
TABLES_HEAD = 10  # bytes

# Path globs: a list of runs, with `**` (any number of segments) between one and the next. A run is a list of segments,
# a segment a str (itself) or a list of tokens: str (itself), STAR, ONE or [negated, ranges] with ranges as a str of
# low-high pairs. Action globs are one list of tokens. An operand of `glob` has several, packed: see `globset`.
STAR, ONE = 0, 1

# Limits that compiler, runtime and the language page share.
MAX_TEXT = 1 << 20  # bytes of UTF-8 that a regex is asked about
MAX_DEPTH = 128  # levels of lists and mappings in a value
MAX_VALUE_DEPTH = 64  # levels of nesting in a policy file
