"""What commands really do: each is run by bash in a directory of its own, and compared with what the facts say of it.

Only files are looked at, and only in that directory. A file counts as deleted if it is gone or empty, as written if it is
new or holds something else, as read if its content, a word that stands nowhere else, comes out or stands in another file.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agsec_runtime.globs import matches_tokens
from agsec_runtime.marks import is_plain
from agsec_runtime.paths import absolute
from agsec_runtime.shell.globbing import tokens
from agsec_runtime.shell.walk import derive

BASH = shutil.which("bash")
pytestmark = pytest.mark.skipif(BASH is None, reason="not run: needs bash")

FILES = ["a", "b", "c", ".h", "a b", "d/e", "d/f"]


def content(name: str) -> str:
    return "token" + "".join(f"{ord(char):02x}" for char in name) + "."


def lay_out(directory: Path) -> None:
    (directory / "d").mkdir(parents=True)
    for name in FILES:
        (directory / name).write_text(content(name) + "\n")


def run(directory: Path, command: str) -> str:
    """What it prints. Nothing but this directory is its home, and its only programs are the system's."""
    done = subprocess.run(
        [BASH or "bash", "--norc", "--noprofile", "-c", command],
        cwd=directory,
        env={"PATH": "/usr/bin:/bin", "HOME": str(directory), "LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=20,
    )
    return done.stdout + done.stderr


def effects(directory: Path, output: str) -> tuple[set[str], set[str], set[str]]:
    """Names of files deleted, written, read."""
    now = {
        str(path.relative_to(directory)): path.read_text(errors="replace")
        for path in directory.rglob("*")
        if path.is_file()
    }
    deleted = {name for name in FILES if not now.get(name)}
    written = {name for name, text in now.items() if name not in FILES or (text != content(name) + "\n" and text)}
    read = {
        name
        for name in FILES
        if content(name) in output or any(content(name) in text for other, text in now.items() if other != name)
    }
    return deleted, written, read


def covered(name: str, said: dict[str, None], directory: Path) -> bool:
    """Whether the facts speak of the file: by its path, a directory above it, or a glob."""
    path = f"{directory}/{name}"
    for text in [absolute(each, "/") for each in said]:
        if path == text or path.startswith(text + "/") or (not is_plain(text) and _may_be(text, path)):
            return True
    return False


def _may_be(marked: str, path: str) -> bool:
    wanted = tokens(marked)
    parts = path.split("/")
    return any(matches_tokens(wanted, "/".join(parts[:size])) for size in range(1, len(parts) + 1))


def check(directory: Path, command: str) -> None:
    """Whatever happened was said, or it was said that not all is known."""
    found = derive(command, str(directory), str(directory), None)
    deleted, written, read = effects(directory, run(directory, command))
    if found.dynamic or found.unparsed:
        return
    gone = {**found.deletes, **found.writes}  # moved away, or overwritten
    for name in deleted:
        assert covered(name, gone, directory), (command, "deleted", name)
    for name in written:
        assert covered(name, found.writes, directory), (command, "written", name)
    for name in read:
        assert covered(name, found.reads, directory), (command, "read", name)


COMMANDS = """
rm a
rm -f a b
rm -- .h
rm 'a b'
rm a*
rm -r d
rm d/*
rm ?
rm [ab]
rm ./d/../a
rm {a,b}
unlink a
rmdir d; rm -r d
find . -name a -delete
find d -type f -exec rm {} +
find . -name '.h' -exec cat {} \\;
find . -maxdepth 1 -name 'a' -print0 | xargs -0 rm
ls | grep c | xargs rm
echo a | xargs rm
printf '%s\\n' a b | xargs -n1 rm
printf 'a\\0b' | xargs -0 rm
xargs rm <<< 'a b'
echo a b | xargs -I{} rm {}
truncate -s 0 a
> a
: > a
cp /dev/null a
dd if=/dev/null of=a
shred -u a
cat a
cat < a
head -1 a b
tail -n1 .h
tac a | rev
cut -c1-5 a
sort a b
paste a b
od -c a
base64 a | base64 -d
nl a; fold a; fmt a; pr a
grep token a
grep -f a b
sed p a
sed -n 1p d/e
awk '{print}' a
awk 1 a b
diff a b
comm a b
cmp a b; cat c
while read l; do echo $l; done < a
read l < a; echo $l
mapfile -t l < a; echo ${l[0]}
echo $(< a)
echo "$(cat a)"
x=$(cat a); echo $x
for f in a b; do cat $f; done
for f in *; do [ -f "$f" ] && cat "$f"; done
cat d/*
cat .h*
cat ./.?
cd d && cat e
cd d; cat ../a
(cd d && rm e); cat a
pushd d > /dev/null; cat f; popd > /dev/null; cat b
cp a z
cp a b d
cp -t d a
cp -r d z
cp -T a z
mv a z
mv a b d
mv -t d a
mv d z
ln a z; cat z
ln -s a z; cat z
ln -s d z; cat z/e
install a z
install -m 600 -D a z/y/x
cat a > z
cat a >> b
cat a | tee z > y
tee z < a
echo x > z
echo x > "z z"
echo x > d/z
echo x >> a
echo x | tee -a a b
printf x > a
sed -i s/token/other/ a
sed -i.bak s/token/other/ a
sed -ibak -e s/token/other/ -e s/x/y/ a b
sed -n 'w z' a
sed 'r b' a
perl -pi -e s/token/other/ a
perl -ne print a
python3 -c "print(open('a').read())"
python3 -c "open('z','w').write('x')"
python3 -c "import os; os.remove('a')"
python3 -c "import shutil; shutil.rmtree('d')"
python3 -c "from pathlib import Path; print(Path('a').read_text()); Path('b').unlink()"
python3 -c "import os; os.rename('a','z')"
python3 -c "import subprocess; subprocess.run(['rm','a'])"
python3 -c "import os; os.system('rm a')"
sort -o z a
sort a -oz
split -l1 a z
csplit -f z a 1
tar cf z a
tar cf - a | tar xf - -C d
tar -czf z d && rm -r d && tar -xzf z
gzip a
gzip -c a > z
gzip a && gunzip a.gz
cat a | gzip | gunzip
zip -q z a
echo a | cpio -o > z
ar r z a
touch z
touch a
mkdir z && touch z/y
mktemp ./zXXX
chmod 600 a
dd if=a of=z
dd of=z < a
bash -c 'rm a'
bash -c 'rm $0 $1' a b
sh -c 'cat "$@"' _ a b
echo 'rm a' | sh
bash <<< 'rm a'
echo 'rm a' > z.sh; bash z.sh
echo 'cat a' > z.sh; chmod +x z.sh; ./z.sh
. <(echo 'rm a')
eval 'rm a'
eval "rm" "a"
e=rm; $e a
e='rm a'; $e
a=(rm a b); "${a[@]}"
f() { rm "$@"; }; f a b
f() { local x=$1; cat $x; }; f a
trap 'rm a' EXIT
env rm a
env -i /bin/rm a
env -S 'rm a'
nice -n 5 rm a
nohup rm a 2>/dev/null
timeout 5 rm a
timeout -s KILL 5 rm a
stdbuf -oL cat a
setsid -w rm a
command rm a
exec rm a
true && rm a || rm b
false || rm a
if [ -e a ]; then rm a; else rm b; fi
case a in a) rm a;; b) rm b;; esac
until rm a; do break; done
coproc rm a; wait
echo $(rm a)
echo `rm a`
cat <(cat a)
echo x > $(echo z)
echo ${x:-$(rm a)}
[[ -e a ]] && rm a
((1)) && rm a
! rm a
time rm a
{ rm a; rm b; }
rm a & wait
rm\\\n a
$'\\x72m' a
r""m a
\\rm a
"$(echo rm)" a
$(printf 'r%s' m) a
IFS=,; x=rm,a; $x
set -- a b; rm "$2"
shift_() { shift; rm "$1"; }; shift_ a b
ed -s a <<< $'s/token/x/\\nw\\nq'
ex -sc 's/token/x/|x' a 2>/dev/null
git init -q . && git add a
git --git-dir=/nonexistent diff --no-index a b
git init -q . && git -c user.name=x -c user.email=x@x add a && git rm -qf a
git init -q z
""".strip().split("\n")
HERE_DOCUMENTS = [
    "python3 - <<'E'\nimport os\nos.unlink('a')\nE",
    "bash <<'E'\nrm a\nE",
    "cat <<E\n$(cat a)\nE",
    "patch -s a <<'E'\n--- a\n+++ a\n@@ -1 +1 @@\n-token61.\n+x\nE",
]


@pytest.mark.parametrize("command", [*COMMANDS, *HERE_DOCUMENTS])
def test_what_happens_was_said(command: str, tmp_path: Path) -> None:
    directory = tmp_path / "work"
    lay_out(directory)
    check(directory, command)


names = st.sampled_from(
    ["a", "b", "'a b'", ".h", "d/e", "./a", "d/../b", "$f", '"$f"', "d/$g", "a*", "?", "{a,c}", "z"]
)
fresh = st.sampled_from(["z", "d/z", '"y z"', "$h"])
reader = st.sampled_from(["cat {}", "head -n 1 {}", "sed p {}", "cat < {}", "sort {}", "grep -h token {}", "tac {}"])
writer = st.sampled_from(["echo x > {}", "echo x >> {}", "echo x | tee {}", "cp c {}", "dd of={} <<< x 2> /dev/null"])
remover = st.sampled_from(["rm -f {}", "unlink {}", "find {} -delete", "xargs rm <<< {}", "mv {} y", "truncate -s0 {}"])
simple = st.one_of(
    st.builds(str.format, reader, names), st.builds(str.format, writer, fresh), st.builds(str.format, remover, names)
)
wrapped = st.builds(
    str.format,
    st.sampled_from(
        [
            "{}",
            "( {} )",
            "{{ {}; }}",
            "if true; then {}; fi",
            "true && {}",
            "false || {}",
            "for i in 1; do {}; done",
            "echo $({})",
            "cd d && cd .. && {}",
            "(cd d; {})",
            "f() {{ {}; }}; f",
            "eval '{}'",
            "time {}",
            "{} | cat",
            "{} & wait",
        ]
    ),
    simple,
)
scripts = st.builds(
    lambda parts, glue: "f=a g=f h=y; " + glue.join(parts),
    st.lists(wrapped, min_size=1, max_size=3),
    st.sampled_from(["; ", " && ", "\n", " || "]),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(scripts)
def test_what_generated_commands_do_was_said(tmp_path_factory: pytest.TempPathFactory, command: str) -> None:
    directory = tmp_path_factory.mktemp("truth") / "work"
    lay_out(directory)
    check(directory, command)
