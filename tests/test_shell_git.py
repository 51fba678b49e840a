"""What git commands come to: one spelling each, the refs they push, the files they touch, the commands they run."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agsec_runtime.marks import as_written
from agsec_runtime.paths import absolute
from agsec_runtime.shell.programs.git_options import ROWS
from agsec_runtime.shell.programs.git_words import Words, row_of
from agsec_runtime.shell.walk import derive

if TYPE_CHECKING:
    from agsec_runtime.shell.found import Found

CWD, HOME = "/home/dev/app", "/home/dev"
GIT, BASH = shutil.which("git"), shutil.which("bash")
TABLE_VERSION = (2, 39)  # the version whose options the table has all of; it has many of later ones


def facts(command: str, branch: str | None = "feature") -> Found:
    return derive(command, CWD, HOME, branch)


def shown(texts: dict[str, None]) -> list[str]:
    """Marked texts as written, paths below the working directory relative to it."""
    written = [as_written(text) for text in texts]
    return [(absolute(text, CWD) if "/../" in text else text).removeprefix(CWD + "/") for text in written]


SPELLINGS = {
    "git push -qf origin feature": "push --force --quiet origin feature",
    "git push origin -f feature": "push --force origin feature",
    "git push origin feature --force": "push --force origin feature",
    "git push -- origin feature": "push origin feature",
    "git push -vfu origin x": "push --force --set-upstream --verbose origin x",
    "git push --force-w": "push --force-with-lease",
    "git push --forc": "push --force",
    "git push --force --force": "push --force",
    "git push --force --no-force": "push --no-force",
    "git push --no-force --force": "push --force",
    "git push --no-verify": "push --no-verify",
    "git push --no-veri": "push --no-verify",
    "git push --no-verify --verify": "push --verify",
    "git push --branches": "push --all",
    "git push --exec=x": "push --receive-pack=x",
    "git push --repo origin": "push --repo=origin",
    "git push -oci.skip -o a=b": "push --push-option=a=b --push-option=ci.skip",
    "git push -4": "push --ipv4",
    "git reset --ha": "reset --hard",
    "git reset -q --hard HEAD~1": "reset --hard --quiet HEAD~1",
    "git reset HEAD~1 --hard": "reset --hard HEAD~1",
    "git clean -fdx": "clean --force -d -x",
    "git clean -xd --forc .": "clean --force -d -x .",
    "git clean -ndX": "clean --dry-run -X -d",
    "git clean -e '*.o' -f": "clean --exclude=*.o --force",
    "git -c clean.requireForce=false clean -d": "clean --force -d",
    "git -c clean.requireForce=no clean -n": "clean --dry-run --force",
    "git branch -D main": "branch --delete --force main",
    "git branch -fd main": "branch --delete --force main",
    "git branch -M main": "branch --force --move main",
    "git branch --merged main": "branch --merged=main",
    "git branch --merged": "branch --merged",
    "git checkout -fq main": "checkout --force --quiet main",
    "git checkout -b new origin/x": "checkout -b new origin/x",
    "git checkout -bnew": "checkout -b new",
    "git checkout -- .": "checkout .",
    "git switch -f main": "switch --discard-changes main",
    "git switch -c new": "switch --create=new",
    "git restore -SW -s HEAD .": "restore --source=HEAD --staged --worktree .",
    "git commit -am 'git push --force'": "commit --all --message",
    "git commit -mx -m y --amend": "commit --amend --message",
    "git commit --message='a b' -F f": "commit --file --message",
    "git commit -uno -S": "commit --gpg-sign --untracked-files=no",
    "git tag -a v1 -m 'reset --hard'": "tag --annotate --message v1",
    "git merge --no-ff -m x topic": "merge --message --no-ff topic",
    "git notes --ref=x add -m text HEAD": "notes add --message --ref=x HEAD",
    "git log -5 --oneline": "log --max-count=5 --oneline",
    "git log -n 5 --oneline": "log --max-count=5 --oneline",
    "git log --after yesterday -p": "log --patch --since=yesterday",
    "git diff -U3 --staged": "diff --cached --unified=3",
    "git diff -M90%": "diff --find-renames=90%",
    "git grep -n -3 x": "grep --context=3 --line-number x",
    "git stash": "stash push",
    "git stash -u": "stash push --include-untracked",
    "git stash push -um 'push -f'": "stash push --include-untracked --message",
    "git stash save -q some words": "stash push --message --quiet",
    "git stash drop -q": "stash drop --quiet",
    "git submodule --quiet update --init": "submodule update --init --quiet",
    "git submodule": "submodule status",
    "git remote -v": "remote --verbose",
    "git remote rm x": "remote remove x",
    "git remote -v update -p": "remote update --prune --verbose",
    "git reflog": "reflog show",
    "git reflog expire --expire=now --all": "reflog expire --all --expire=now",
    "git worktree add -f ../x": "worktree add --force ../x",
    "git config user.name": "config --get user.name",
    "git config get user.name": "config --get user.name",
    "git config set user.name x": "config user.name x",
    "git config --global user.name x": "config --global user.name x",
    "git config unset user.name": "config --unset user.name",
    "git config -l": "config --list",
    "git stage x": "add x",
    "git gc --prune=now": "gc --prune=now",
    "git update-ref -d -m why HEAD": "update-ref -d -m HEAD",
    "git rebase -ir main": "rebase --interactive --rebase-merges main",
    "git lfs push --all origin": "lfs push --all origin",
    "git push --help": "help push",
    "git --help push": "help push",
    "git push -h": "help push",
    "git --version": "version",
    # git's own options
    "git -C .. -c a.b=c --no-pager push -f": "push --force",
    "git -p --bare --git-dir=x --work-tree y --namespace z push": "push",
    "git --exec-path=/x --literal-pathspecs --no-replace-objects push": "push",
    "git --git-dir .git --work-tree . push -f": "push --force",
    "/usr/bin/git push": "push",
    "/usr/lib/git-core/git-push -f": "push --force",
    "hub push -f": "push --force",
    # aliases
    "git -c alias.p='push --force' p origin x": "push --force origin x",
    "git -c alias.P='push -f' p": "push --force",
    "git -c ALIAS.p='push -f' p": "push --force",
    "git -c alias.p=\"push 'a b'\" p": "push a b",
    "git -c alias.p=q -c alias.q='push -f' p": "push --force",
    "git -c alias.p='-c x.y=z push -f' p": "push --force",
    "git -c alias.p='!git push -f' p": "push --force",
    "git -c alias.p='!git push' p -f": "push --force",
    "git -c alias.p='!f() { git push \"$@\"; }; f' p -f": "push --force",
    "git -c alias.p='!git q -f' -c alias.q=push p": "push --force",
    "A='push -f' git --config-env=alias.p=A p": "push --force",
    "GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=alias.p GIT_CONFIG_VALUE_0='push -f' git p": "push --force",
    "GIT_CONFIG_PARAMETERS=\"'alias.p=push -f'\" git p": "push --force",
    "GIT_CONFIG_PARAMETERS=\"'alias.p'='push -f'\" git p": "push --force",
    "git -c alias.push=status push -f": "push --force",
}


@pytest.mark.parametrize("command", SPELLINGS)
def test_a_command_has_one_spelling(command: str) -> None:
    assert shown(facts(command).git)[-1:] == [SPELLINGS[command]]


REMEMBERED = [
    "git config alias.pf 'push --force' && git pf",
    "git config --global alias.pf 'push --force'; git pf",
    "git config --add alias.pf 'push --force' && git pf",
    "git config set --local alias.pf 'push --force' && git pf",
    "git config alias.pf '!git push --force' && git pf",
    "export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=alias.p GIT_CONFIG_VALUE_0='push -f'; git p",
    "printf '[alias]\\n\\tpf = push --force\\n' >> ~/.gitconfig; git pf",
    "printf '[alias]\\npf = \"push --force\" ; why\\n' > .git/config; git pf",
    "printf '[alias]\\npf = push -f' > x; git -c include.path=x pf",
    "printf '[alias]\\npf = push -f' > x; git config includeIf.onbranch:y.path x; git pf",
    "printf '[alias]\\npf = push -f' > h/.gitconfig; HOME=h git pf",
    "printf '[alias]\\npf = push -f' > x; GIT_CONFIG_GLOBAL=x git pf",
    "git submodule foreach 'git push -f'",
    "git submodule foreach --recursive git push --force",
    "git rebase -x 'git push -f' HEAD~2",
    "git rebase --exec='git push -f' HEAD~2",
    "git bisect run git push -f",
    "git bisect run sh -c 'git push -f'",
    "git filter-branch --tree-filter 'git push -f' HEAD",
    "git difftool -y -x 'git push -f'",
    "git grep -O'git push -f' x",
    "git for-each-repo --config=x push -f",
    "git -c core.pager='git push -f' log",
    "git config core.editor 'git push -f' && git commit",
    "git -c core.sshCommand='git push -f;' fetch",
    "git -c diff.external='git push -f' diff",
    "git -c core.fsmonitor='git push -f' status",
    "git -c credential.helper='!git push -f' fetch",
    "git -c filter.x.clean='git push -f' add .",
    "git -c pager.log='git push -f' log",
    "GIT_EDITOR='git push -f' git commit",
    "EDITOR='git push -f' git commit",
    "GIT_SSH_COMMAND='git push -f;' git fetch",
    "export GIT_PAGER='git push -f'; git log",
    "git clone -c core.fsmonitor='git push -f' x.example:y",
    "git clone 'ext::git push -f'",
    "git ls-remote --upload-pack='git push -f' .",
    "printf 'git push -f' > .git/hooks/pre-commit; git commit -m x",
    "printf 'git push -f' > h/pre-commit; git -c core.hooksPath=h commit",
]


@pytest.mark.parametrize("command", REMEMBERED)
def test_a_command_that_git_runs_is_followed(command: str) -> None:
    assert "+refs/heads/feature" in facts(command).pushes, facts(command).git


NOT_RUN = [
    "git config alias.pf 'push --force'",
    "git config alias.pf 'push --force'; git config --unset alias.pf; git pf",
    "git config core.pager 'git push -f'",
    "git commit -m 'git push --force'",
    "git log --grep='git push --force'",
    "git grep 'git push --force'",
    "git -c alias.status='push -f' status",
    "git push --help -f",
    "git help push",
    "git -c core.pager=false log",
    "git -c credential.helper=store fetch",
    "git commit --no-verify -m x",
    "git -c alias.x='!git x' x",
    "git -c alias.x=y -c alias.y=x x",
    "git -c core.pager='git log' log",
    "GIT_PAGER='git log' git log",
    "export GIT_PAGER='git log'; git log",
]


@pytest.mark.parametrize("command", NOT_RUN)
def test_nothing_is_pushed_by_what_is_not_run(command: str) -> None:
    found = facts(command)
    assert not found.pushes
    assert not found.unparsed


MIRRORED = ["+refs/*", "+refs/heads/*", "-refs/*", "-refs/heads/*"]
PUSHES = {
    "git push": ["refs/heads/feature"],
    "git push origin": ["refs/heads/feature"],
    "git push --force": ["+refs/heads/feature"],
    "git push -f origin feature": ["+refs/heads/feature"],
    "git push --force-with-lease": ["refs/heads/feature"],
    "git push --force-with-lease=x:y --force-if-includes origin x": ["refs/heads/x"],
    "git push --force --force-with-lease": ["+refs/heads/feature"],
    "git push --force --no-force": ["refs/heads/feature"],
    "git push -fn": ["+refs/heads/feature"],
    "git push origin main": ["refs/heads/main"],
    "git push origin main x": ["refs/heads/main", "refs/heads/x"],
    "git push origin +main": ["+refs/heads/main"],
    "git push origin HEAD": ["refs/heads/feature"],
    "git push origin @": ["refs/heads/feature"],
    "git push origin +HEAD": ["+refs/heads/feature"],
    "git push origin HEAD:main": ["refs/heads/main"],
    "git push origin @:main": ["refs/heads/main"],
    "git push origin abc1234:main": ["refs/heads/main"],
    "git push origin HEAD:refs/heads/main": ["refs/heads/main"],
    "git push origin HEAD:heads/main": ["refs/heads/main"],
    "git push origin x:refs/heads//main": ["refs/heads/main"],
    "git push origin x:HEAD": ["refs/heads/*"],
    "git push origin +x:main": ["+refs/heads/main"],
    "git push origin :main": ["-refs/heads/main"],
    "git push origin +:main": ["-refs/heads/main"],
    "git push origin --delete main": ["-refs/heads/main"],
    "git push -d origin main x": ["-refs/heads/main", "-refs/heads/x"],
    "git push --delete origin refs/tags/v1": ["-refs/tags/v1"],
    "git push origin Main": ["refs/heads/Main"],
    "git push origin main:": ["refs/heads/main"],
    "git push origin :": ["refs/heads/*"],
    "git push origin +:": ["+refs/heads/*"],
    "git push --all": ["refs/heads/*"],
    "git push --all -f": ["+refs/heads/*"],
    "git push --branches": ["refs/heads/*"],
    "git push --mirror": MIRRORED,
    "git push --tags": ["refs/tags/*"],
    "git push --tags origin x": ["refs/tags/*", "refs/heads/x"],
    "git push --follow-tags": ["refs/tags/*", "refs/heads/feature"],
    "git push origin v1 tag v2": ["refs/heads/v1", "refs/tags/v2"],
    "git push origin tags/v1": ["refs/tags/v1"],
    "git push origin 'refs/heads/*'": ["refs/heads/*"],
    "git push origin refs/heads/*": ["refs/heads/*"],
    "git push origin 'refs/heads/*:refs/heads/*'": ["refs/heads/*"],
    "git push origin '+refs/heads/*:refs/heads/*' '^refs/heads/x'": ["+refs/heads/*"],
    "git push --prune origin 'refs/heads/*'": ["refs/heads/*", "-refs/heads/*"],
    "git push --prune origin x": ["refs/heads/x", "-refs/heads/*"],
    "git push --repo=upstream": ["refs/heads/feature"],
    "git push https://x.example/y HEAD:main": ["refs/heads/main"],
    "git push git@x.example:y main": ["refs/heads/main"],
    'git push origin "$b"': ["refs/heads/$b"],
    'git push origin "x:$b"': ["refs/heads/$b"],
    'git push origin "$b:main"': ["refs/heads/main"],
    'git push origin "${b:-x}:main"': ["refs/heads/main"],
    'git push origin "+$b"': ["+refs/heads/$b"],
    'git push "$remote"': ["refs/heads/feature"],
    "git push origin m{ain,aster}": ["refs/heads/main", "refs/heads/master"],
    'git push origin "$(git branch --show-current)"': ["refs/heads/feature"],
    "git push origin $(git rev-parse --abbrev-ref HEAD):main": ["refs/heads/main"],
    "git push origin $(git symbolic-ref --short HEAD)": ["refs/heads/feature"],
    "git push origin $(git symbolic-ref HEAD)": ["refs/heads/feature"],
    "b=main; git push origin $b": ["refs/heads/main"],
    "echo main | xargs git push origin": ["refs/heads/main"],
    # configuration
    "git -c push.default=current push": ["refs/heads/feature"],
    "git -c push.default=matching push": ["refs/heads/*"],
    "git -c push.default=nothing push": [],
    "git -c remote.origin.push=HEAD:main push": ["refs/heads/main"],
    "git -c remote.x.push=HEAD:main push": ["refs/heads/feature"],
    "git -c remote.x.push=HEAD:main push x": ["refs/heads/main"],
    "git config remote.origin.push x; git config --add remote.origin.push y; git push": [
        "refs/heads/x",
        "refs/heads/y",
    ],
    "git config remote.origin.mirror true && git push": MIRRORED,
    "git remote add --mirror=push x u && git push x": MIRRORED,
    "git branch -u origin/main && git -c push.default=upstream push": ["refs/heads/main"],
    "git checkout -b x origin/main && git -c push.default=upstream push": ["refs/heads/main"],
    # the branch
    "git checkout main && git push": ["refs/heads/main"],
    "git switch main && git push origin HEAD": ["refs/heads/main"],
    "git checkout -b new && git push": ["refs/heads/new"],
    "git checkout -Bnew main; git push": ["refs/heads/new"],
    "git switch -c new; git push": ["refs/heads/new"],
    "git switch -Cnew main; git push": ["refs/heads/new"],
    "git switch --orphan new; git push": ["refs/heads/new"],
    "git checkout -t origin/x; git push": ["refs/heads/x"],
    "git checkout main; git checkout -; git push": ["refs/heads/feature"],
    "git switch main; git switch -; git switch -; git push": ["refs/heads/main"],
    "git checkout -- main; git push": ["refs/heads/feature"],
    "git checkout main src; git push": ["refs/heads/feature"],
    "git checkout src/app.py; git push": ["refs/heads/feature"],
    "git checkout HEAD; git push": ["refs/heads/feature"],
    "git branch -M main && git push -u origin main": ["refs/heads/main"],
    "git branch -m main && git push": ["refs/heads/main"],
    "git branch -m feature main && git push": ["refs/heads/main"],
    "git branch -m other main && git push": ["refs/heads/feature"],
    "git symbolic-ref HEAD refs/heads/main && git push": ["refs/heads/main"],
    "git rebase x main && git push": ["refs/heads/main"],
    "git rebase main && git push": ["refs/heads/feature"],
    "git init -b main && git push": ["refs/heads/main"],
    'git checkout "$b" && git push': ["refs/heads/$b"],
    # other directories
    "git -C ../repo push": ["refs/heads/*"],
    "git --git-dir=/r/.git push": ["refs/heads/*"],
    "GIT_DIR=/r/.git git push": ["refs/heads/*"],
    "git --git-dir=.git push": ["refs/heads/feature"],
    "git -C . push": ["refs/heads/feature"],
    "cd ../repo && git push": ["refs/heads/*"],
    # other ways
    "git send-pack origin +main": ["+refs/heads/main"],
    "echo main | git send-pack --stdin origin": ["refs/heads/main"],
    "git subtree push --prefix=x origin main": ["refs/heads/main"],
    "git subtree push -P x origin a:main": ["refs/heads/main"],
    "hub push origin main": ["refs/heads/main"],
    "git-push origin main": ["refs/heads/main"],
    "git fetch origin main:main": [],
    "git pull origin main": [],
    "git remote push": [],
    "git stash push main": [],
}


@pytest.mark.parametrize("command", PUSHES)
def test_a_push_tells_the_refs_that_it_updates(command: str) -> None:
    assert sorted(shown(facts(command).pushes)) == sorted(PUSHES[command])


def test_a_push_from_an_unknown_branch_can_be_of_any() -> None:
    for command in ("git push", "git push origin HEAD", "git push -u origin @"):
        assert list(facts(command, None).pushes) == ["refs/heads/*"]


R, W, D, S = "reads", "writes", "deletes", "sends"
FILES: dict[str, dict[str, list[str]]] = {
    "git add .env src": {R: [".env", "src"]},
    "git add -A": {},
    "git -C sub add x": {R: ["sub/x"]},
    "git -C /a -C b add x": {R: ["/a/b/x"]},
    "git --git-dir=/r/.git add x": {R: ["x"]},
    "git add ':!x' ':(exclude)y' ':^z' ':(top)w' ':/v'": {R: ["w", "v"]},
    "git add '*.key'": {R: ["*.key"]},
    "git commit -m x .env": {R: [".env"]},
    "git commit -F .env": {R: [".env"]},
    "git commit -F -": {},
    "git commit -t .env": {R: [".env"]},
    "git tag -F .env v1": {R: [".env"]},
    "git rm x y": {D: ["x", "y"]},
    "git rm -rf --cached x": {},
    "git rm -n x": {},
    'git rm -- "$f"': {D: ["$f"]},
    "git rm --pathspec-from-file=list": {R: ["list"], D: ["$(list)"]},
    "printf 'a\\nb\\n' | git rm --pathspec-from-file=-": {D: ["a", "b"]},
    "git mv a b": {R: ["a"], W: ["b", "b/a", "a"]},
    "git mv -n a b": {},
    "git checkout .env": {W: [".env"]},
    "git checkout -- x": {W: ["x"]},
    "git checkout main -- x": {W: ["x"]},
    "git checkout main x": {W: ["x"]},
    "git checkout main": {},
    "git checkout feature/x": {},
    "git checkout -b feature/x.y": {},
    "git checkout .": {W: [CWD]},
    "git checkout --ours x": {W: ["x"]},
    "git checkout origin/x -- .env": {W: [".env"]},
    "git checkout -f HEAD": {},
    "git --work-tree=/etc checkout HEAD -- passwd": {W: ["/etc/passwd"]},
    "GIT_WORK_TREE=/etc git checkout HEAD -- passwd": {W: ["/etc/passwd"]},
    "git --work-tree=. checkout HEAD -- x": {W: ["x"]},
    "git --work-tree=/home checkout HEAD -- x": {W: ["x"]},
    "git restore x": {W: ["x"]},
    "git restore -s HEAD~1 x": {W: ["x"]},
    "git restore --staged x": {},
    "git restore -SW x": {W: ["x"]},
    "git switch x.y": {},
    "git stash push -m x a": {W: ["a"]},
    "git stash -- a": {W: ["a"]},
    "git stash save a": {},
    "git rm --cached a && git stash": {W: ["a"]},
    "git rm --cached a && git commit -m x": {},
    "git add a && git reset --hard": {R: ["a"], W: ["a"]},
    "git add a && git reset": {R: ["a"]},
    "git clean -f": {D: [CWD]},
    "git clean -fd src x": {D: ["src", "x"]},
    "git clean -fn": {},
    "git clean -d": {},
    "git -c clean.requireForce=0 clean -d": {D: [CWD]},
    "git -C sub clean -f": {D: ["sub"]},
    "git show HEAD:.env": {R: [".env"]},
    "git show :.env": {R: [".env"]},
    "git show :0:.env": {R: [".env"]},
    "git show 'HEAD@{1 day ago 10:00}:.env'": {R: [".env"]},
    "git show HEAD:./x": {R: ["x"]},
    "git show HEAD": {},
    "git show ':/fix: .env'": {},
    "git show HEAD -- .env": {R: [".env"]},
    "git show --stat HEAD -- .env": {},
    "git cat-file -p HEAD:.env": {R: [".env"]},
    "git cat-file blob main:.env": {R: [".env"]},
    "git cat-file -t main:.env": {},
    "echo HEAD:.env | git cat-file --batch": {R: [".env"]},
    "git log -p -- .env": {R: [".env"]},
    "git log -U1 .env": {R: [".env"]},
    "git log -- .env": {},
    "git log -L1,5:.env": {R: [".env"]},
    "git log main..x.y": {},
    "git diff": {},
    "git diff .env": {R: [".env"]},
    "git diff main x -- .env": {R: [".env"]},
    "git diff HEAD:a main:b": {R: ["a", "b"]},
    "git diff --name-only -- .env": {},
    "git diff --stat -p -- .env": {R: [".env"]},
    "git diff --no-index /dev/null .env": {R: [".env"]},
    "git diff --no-index a b": {R: ["a", "b"]},
    "git diff --output=x HEAD": {W: ["x"]},
    "git blame .env": {R: [".env"]},
    "git blame -L1,5 main -- x": {R: ["x"]},
    "git annotate x": {R: ["x"]},
    "git grep KEY -- .env": {R: [".env"]},
    "git grep KEY .env": {R: [".env"]},
    "git grep -e .env": {},
    "git grep .env": {},
    "git grep -f patterns": {R: ["patterns"]},
    "git grep --no-index KEY secrets": {R: ["secrets"]},
    "git grep KEY HEAD:.env": {R: [".env"]},
    "git archive -o x.tar HEAD .env": {R: [".env"], W: ["x.tar"]},
    "git archive --add-file=.env HEAD": {R: [".env"]},
    "git bundle create x --all": {W: ["x"]},
    "git bundle verify x": {R: ["x"]},
    "git hash-object -w .env": {R: [".env"]},
    "git apply x.patch": {R: ["x.patch"]},
    "git apply --include=.env x.patch": {R: ["x.patch"], W: [".env"]},
    "git apply --check --include=.env x.patch": {R: ["x.patch"]},
    "printf -- '--- a/x\\n+++ b/.env\\n@@ -1 +1 @@\\n-a\\n+b\\n' | git apply": {W: [".env"]},
    "printf -- '--- /dev/null\\n+++ b/.env\\n' | git apply --directory=sub -": {W: ["sub/.env"]},
    "printf -- '--- a/x\\n+++ /dev/null\\n' | git apply": {D: ["x"]},
    "printf -- '--- x/y/z\\n+++ x/y/z\\n' | git apply -p2": {W: ["z"]},
    "printf 'rename from a\\nrename to .env\\n' | git apply": {W: ["a", ".env"]},
    "printf -- '--- a/x\\n+++ b/x\\n' | git apply --stat": {},
    "git am x.patch": {R: ["x.patch"]},
    "git format-patch -o out HEAD~2": {W: ["out"]},
    "git send-email --to=a@x.example x.patch": {R: ["x.patch"], S: ["x.patch"]},
    "git send-email --dry-run x.patch": {R: ["x.patch"]},
    "git imap-send < .env": {R: [".env"], S: [".env"]},
    "git init x": {W: ["x"]},
    "git init": {},
    "git clone https://x.example/a/b.git": {W: ["b"]},
    "git clone x.example:b.git c": {W: ["c"]},
    "git clone /r/x/.git": {R: ["/r/x/.git"], W: ["x"]},
    "git submodule add https://x.example/b libs/b": {W: ["libs/b"]},
    "git submodule deinit -f libs/b": {D: ["libs/b"]},
    "git worktree add ../x": {W: ["/home/dev/x"]},
    "git worktree add -b new ../x main": {W: ["/home/dev/x"]},
    "git worktree remove -f ../x": {D: ["/home/dev/x"]},
    "git config -f .x a.b c": {W: [".x"]},
    "git config -f .x a.b": {R: [".x"]},
    "git config --blob HEAD:.x a.b": {R: [".x"]},
    "git config a.b c": {},
    "git merge-file a b c": {R: ["a", "b", "c"], W: ["a"]},
    "git merge-file -p a b c": {R: ["a", "b", "c"]},
    "git credential-store get": {R: ["/home/dev/.git-credentials"]},
    "git credential-store --file=x store": {W: ["x"]},
    "git subtree add -P lib x.example:b main": {W: ["lib"]},
    "git checkout-index -a --prefix=/tmp/x/": {W: ["/tmp/x"]},
    "git checkout-index -f -- .env": {W: [".env"]},
    "git checkout-index -a": {},
    "git bisect run rm x": {D: ["x"]},
    "git submodule foreach 'rm x'": {D: ["x"]},
    "git commit -m 'rm x'": {},
    "git reset -- x": {},
    "git ls-files .env": {},
}


@pytest.mark.parametrize("command", FILES)
def test_files_are_told(command: str) -> None:
    found = facts(command)
    told = {name: sorted(shown(getattr(found, name))) for name in (R, W, D, S)}
    assert told == {name: sorted(FILES[command].get(name, [])) for name in (R, W, D, S)}


@pytest.mark.parametrize(
    "command", ["git $cmd", 'git -C x "$cmd" --force', "git -c alias.x=$v x", "git -c alias.x=!$v x"]
)
def test_an_unknown_command_is_dynamic(command: str) -> None:
    assert facts(command).dynamic


@pytest.mark.parametrize("command", ["git push $x", 'git commit -m "$m"', "git -c a.b=$x log", "git -C $d status"])
def test_an_unknown_argument_is_not(command: str) -> None:
    assert not facts(command).dynamic


# -- options in any spelling


def spellings(command: str, name: str) -> st.SearchStrategy[str]:
    """The ways to write one option of a command, without a value."""
    row = row_of(command)
    assert row is not None
    ways = [each for each, full in row.names.items() if full == name]
    meant = {each: full for each, full in row.names.items() if each[:2] == "--"}
    meant.update({"--no-" + each[2:]: "--no-" + full[2:] for each, full in meant.items() if each[:5] != "--no-"})
    meant.update({"--" + each[5:]: "--" + full[5:] for each, full in row.names.items() if each[:5] == "--no-"})
    starts = [name[:end] for end in range(3, len(name))] if name[:2] == "--" else []
    ways.extend([each for each in starts if {full for key, full in meant.items() if key.startswith(each)} == {name}])
    return st.sampled_from(ways)


FLAGS = {
    "push": ["--force", "--quiet", "--set-upstream", "--verbose", "--dry-run", "--atomic", "--delete", "--ipv6"],
    "clean": ["--force", "-d", "-x", "--dry-run", "--quiet"],
    "reset": ["--hard", "--quiet"],
    "checkout": ["--force", "--quiet", "--detach"],
    "branch": ["--delete", "--force", "--quiet"],
    "commit": ["--all", "--amend", "--no-verify", "--signoff"],
    "rm": ["--force", "-r", "--cached", "--quiet"],
}


@given(st.data())
def test_every_order_and_spelling_of_options_is_one(data: st.DataObject) -> None:
    command = data.draw(st.sampled_from(sorted(FLAGS)))
    names = data.draw(st.lists(st.sampled_from(FLAGS[command]), unique=True))
    written = [data.draw(spellings(command, name)) for name in names]
    shorts = [word[1:] for word in written if word[1] != "-"]
    if data.draw(st.booleans()) and shorts:
        written = [word for word in written if word[1] == "-"] + ["-" + "".join(shorts)]
    words = data.draw(st.permutations([*written, "one"]))
    assert Words(command, list(words)).spelling() == " ".join([command, *sorted(names), "one"])


@given(st.lists(st.text("-=+:abcfn*\ufdd0\ufdd4\ufdd5{}@/. ", max_size=6), max_size=5), st.sampled_from(sorted(ROWS)))
def test_any_words_are_read(args: list[str], row: str) -> None:
    Words(row.replace("/", " "), args).spelling()


# -- what git really does

PUSHED = [
    "git push origin feature",
    "git push origin HEAD",
    "git push",
    "git push -f origin main",
    "git push origin +main",
    "git push origin +main:feature x",
    "git push origin HEAD:new @:refs/heads/new2 x:heads/main",
    "git push origin feature:refs/tags/t tag v1",
    "git push origin tags/v1",
    "git push --tags origin x",
    "git push --follow-tags origin feature",
    "git push --all",
    "git push --all --force",
    "git push --mirror",
    "git push --del origin gone",
    "git push origin :gone +:x",
    "git push --prune origin 'refs/heads/*'",
    "git push --prune --force origin 'refs/heads/*:refs/heads/*' '^refs/heads/main'",
    "git push -qfu origin main",
    "git push --fo --no-force origin main",
    "git push -fn origin main",
    "git push origin :",
    "git -c push.default=matching push",
    "git -c push.default=upstream push",
    "git -c push.default=nothing push",
    "git -c remote.origin.push=x:new push",
    "git -c remote.origin.mirror=true push",
    "git config remote.origin.push x:new && git push",
    "git checkout -q x && git push origin HEAD",
    "git checkout -qb fresh && git push -u origin HEAD",
    "git switch -q x && git switch -q - && git push origin HEAD",
    "git branch -m renamed && git push origin HEAD",
    "git symbolic-ref HEAD refs/heads/x && git push origin HEAD",
    "git -c alias.p='push -f origin' p main",
    "git -c alias.p='!git push -f' p origin main",
    "GIT_CONFIG_PARAMETERS=\"'alias.p=push -f'\" git p origin main",
    "git push origin --delete --no-delete x",
    "git push --force=true origin main",
    "git push -h",
]
CHANGED = [
    "git rm -q a",
    "git rm -qr --cached d",
    "git rm -q --pathspec-from-file=- < list",
    "git mv a z",
    "git mv a d",
    "git checkout -q -- a",
    "git checkout -q main -- d",
    "git checkout -q HEAD a d/e",
    "git checkout -q .",
    "git restore a",
    "git restore --staged a",
    "git restore -s main -SW d",
    "git clean -fq",
    "git clean -fdq d new",
    "git clean -dq",
    "git -c clean.requireForce=false clean -dq",
    "git clean -fdqn",
    "git stash push -qm x a",
    "git rm -q --cached a && git stash -q -- d && git reset -q --hard",
    "git stash -q -- a",
    "git -C d rm -q e",
    "git -C d checkout -q -- f",
    "git diff main > p; git checkout -q .; git apply p",
    "git diff -R main | git apply --check",
    "git archive -o out.tar HEAD d",
    "git bundle create -q out.bundle main",
    "git format-patch -q -o out -1",
    "git diff --output=out HEAD",
    "git worktree add -q wt x",
    "git worktree add -q wt x && git worktree remove wt",
    "git submodule foreach 'rm a'",
    "git bisect run rm a",
    "git -c alias.x='!rm a' x",
    "git -c core.fsmonitor='rm a; false' status",
    "git -c core.editor='rm a; false' commit",
]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with a remote beside it: one branch there is behind, one has diverged, one is only there."""
    directory = tmp_path_factory.mktemp("template")
    bash(
        directory,
        """
        git init -q --bare remote && git init -q -b feature repo && cd repo && git remote add origin ../remote
        mkdir d && for f in a d/e d/f; do echo 1 > $f; done && git add . && git commit -qm 1
        git push -q origin feature feature:x feature:gone && echo other > a && git commit -qam 2
        git push -q origin HEAD:main && git branch -q main HEAD~1 && echo 3 > a && git commit -qam 3 && git tag -am v1 v1
        git checkout -q main && echo 4 > d/e && git commit -qam 4 && git branch x && git checkout -q feature
        git branch -q -u origin/feature
        echo changed > a && echo changed > d/f && echo new > new && echo new > d/new && printf 'a\\nd/e\\n' > list
        """,
    )
    return directory


def bash(directory: Path, script: str) -> str:
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(directory),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "a",
        "GIT_AUTHOR_EMAIL": "a@x.example",
        "GIT_COMMITTER_NAME": "a",
        "GIT_COMMITTER_EMAIL": "a@x.example",
    }
    done = subprocess.run(
        [BASH or "bash", "-c", script],
        cwd=directory,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout


def refs(repository: Path) -> dict[str, str]:
    """The commits of a repository's refs."""
    lines = bash(repository, "git for-each-ref --format='%(refname) %(objectname)'").split("\n")
    return dict([line.split(" ", 1) for line in lines if line])


def covers(told: str, ref: str) -> bool:
    return ref.startswith(told[:-1]) if told.endswith("*") else told == ref


needs_git = pytest.mark.skipif(GIT is None or BASH is None, reason="not run: needs git and bash")


@needs_git
@pytest.mark.parametrize("command", PUSHED)
def test_every_ref_that_git_pushes_is_told(command: str, template: Path, tmp_path: Path) -> None:
    work = tmp_path / "work"
    shutil.copytree(template, work, symlinks=True)
    before = refs(work / "remote")
    bash(work / "repo", command)
    after = refs(work / "remote")
    told = derive(command, str(work / "repo"), str(work), "feature").pushes
    for ref in before.keys() | after.keys():
        old, new = before.get(ref), after.get(ref)
        if old == new:
            continue
        lost = new is None or (old and bash(work / "remote", f"git merge-base --is-ancestor {old} {new} || echo lost"))
        signs = {each[0] if each[0] in "+-" else "" for each in told if covers(each.lstrip("+-"), ref)}
        assert ("-" in signs) if new is None else ("+" in signs) if lost else bool(signs - {"-"}), (ref, list(told))


def files(directory: Path) -> dict[str, bytes]:
    return {
        str(path): path.read_bytes()
        for path in directory.rglob("*")
        if path.is_file() and ".git" not in path.relative_to(directory).parts
    }


@needs_git
@pytest.mark.parametrize("command", CHANGED)
def test_every_file_that_git_changes_is_told(command: str, template: Path, tmp_path: Path) -> None:
    work = tmp_path / "work"
    shutil.copytree(template, work, symlinks=True)
    before = files(work / "repo")
    bash(work / "repo", command)
    after = files(work / "repo")
    found = derive(command, str(work / "repo"), str(work), "feature")
    told = [as_written(path) for path in [*found.writes, *found.deletes]]
    removed = [as_written(path) for path in [*found.writes, *found.deletes] if path in found.deletes or "mv" in command]
    for path in before.keys() | after.keys():
        if before.get(path) != after.get(path):
            above = told if path in after else removed
            assert any(path == each or path.startswith(each.rstrip("/") + "/") for each in above), (path, told)


# -- the table


def test_rows_are_written_alike() -> None:
    assert list(ROWS) == sorted(set(ROWS))
    for name in ROWS:
        tokens = (ROWS.get(name) or "").split()
        assert tokens, name
        assert len(tokens) == len(set(tokens)), name
        for word in tokens:
            assert word == "^" or (word[0] == "@" and (word in ROWS or word[1:] in ROWS)) or word[0] == "-", (
                name,
                word,
            )


def listed(command: str) -> list[str]:
    """The options that git itself lists for a command, `=` behind those that need a value."""
    done = subprocess.run(
        [GIT or "git", *command.split("/"), "--git-completion-helper-all"],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
    )
    words = done.stdout.split() if done.returncode == 0 else []
    return [word for word in words if word != "--"] if all(word[0] == "-" for word in words) else []


def version() -> tuple[int, ...]:
    done = subprocess.run([GIT or "git", "--version"], capture_output=True, text=True, check=True)
    return tuple([int(part) for part in done.stdout.split()[2].split(".")[:2]])


@pytest.mark.skipif(GIT is None, reason="not run: needs git")
@pytest.mark.parametrize("command", [name for name in ROWS if name[0] != "@" and name != "filter-branch"])
def test_the_table_knows_the_options_that_git_lists(command: str) -> None:
    row = row_of(command)
    assert row is not None
    missing, wrong = [], []
    for word in listed(command):
        name = word.rstrip("=")
        full = (
            row.names.get(name) or row.names.get("--" + name.removeprefix("--no-")) or row.names.get("--no-" + name[2:])
        )
        if full is None:
            missing.append(word)
        elif name in row.names and (row.kinds[full.partition("+")[0]] in (":", "!")) != (word[-1] == "="):
            wrong.append(word)
    assert not wrong
    assert not missing or version() > TABLE_VERSION
