"""The options of git's commands, from its manuals: which take values, and how the short ones are spelled in full.

A row is a line of tokens behind the command's name, in the order of the options' names; a line that is indented goes
on with the row above::

    --force  -d      a flag
    --depth:         takes a value: the next word, or glued (`--depth=1`, `-c1`)
    --signed?        may take a value, glued only
    --message!       takes a value that is a message: it says nothing about what is done
    -f=--force       another spelling; `-D=--delete+--force` of several options at once
    -#=--max-count:  a number behind a dash: `-3`
    ^                the first operand ends the options
    @log             what another row has
    -                there are none

Every option can be negated (`--no-force`). A command in a command (`stash push`) has a row of its own.
"""

from __future__ import annotations

from ..table import Table

_TEXT = """
@diff --abbrev? --anchored: --binary -B=--break-rewrites? -c --cc --check --color? --color-moved? --color-moved-ws:
  --color-words? --combined-all-paths --compact-summary --cumulative --default-prefix --diff-algorithm:
  --diff-filter: -X=--dirstat? --dirstat-by-file? --dst-prefix: --exit-code --ext-diff -C=--find-copies?
  --find-copies-harder --find-object: -M=--find-renames? --follow --full-index -W=--function-context -G: --histogram
  -w=--ignore-all-space --ignore-blank-lines --ignore-cr-at-eol -I=--ignore-matching-lines: --ignore-space-at-eol
  -b=--ignore-space-change --ignore-submodules? --indent-heuristic --inter-hunk-context: -D=--irreversible-delete
  --ita-invisible-in-index --ita-visible-in-index -l: --line-prefix: --max-depth: --minimal --name-only
  --name-status --no-patch -s=--no-patch --no-prefix --no-renames --numstat -O: --output:
  --output-indicator-context: --output-indicator-new: --output-indicator-old: -p=--patch -u=--patch --patch-with-raw
  --patch-with-stat --patience --pickaxe-all --pickaxe-regex --quiet -R --raw --relative? --rename-empty
  --rotate-to: -S: --shortstat --skip-to: --src-prefix: --stat? --stat-count: --stat-graph-width: --stat-name-width:
  --stat-width: --submodule? --summary -a=--text --textconv -U=--unified? --word-diff? --word-diff-regex:
  --ws-error-highlight: -z
@log --abbrev-commit --all --all-match --alternate-refs --ancestry-path? --author: --author-date-order
  --basic-regexp --bisect --boundary --branches? --cherry --cherry-mark --cherry-pick --children --clear-decorations
  --committer: --date: --date-order --dd --decorate? --decorate-refs: --decorate-refs-exclude: --dense
  --diff-merges: --do-walk --encoding: --exclude: --exclude-first-parent-only --exclude-hidden: --expand-tabs?
  -E=--extended-regexp --first-parent -F=--fixed-strings --full-diff --full-history --glob: --graph --grep:
  --grep-reflog: --ignore-missing --invert-grep -L: --left-only --left-right --log-size -m -#=--max-count:
  --max-count: -n=--max-count: --max-parents: --merge --merges --min-parents: --no-walk? --not --notes? --oneline
  --parents -P=--perl-regexp --format=--pretty? --pretty? -q=--quiet -r --reflog -i=--regexp-ignore-case
  --relative-date --remerge-diff --remotes? --remove-empty --reverse --right-only --show-linear-break? --show-notes?
  --show-notes-by-default --show-pulls --show-signature --simplify-by-decoration --simplify-merges --after=--since:
  --since: --since-as-filter: --single-worktree --skip: --source --sparse --standard-notes --stdin -t --tags?
  --topo-order --before=--until: --until: --mailmap=--use-mailmap --use-mailmap -g=--walk-reflogs @diff
add -A=--all --chmod: -n=--dry-run -e=--edit -f=--force --ignore-errors --ignore-missing --ignore-removal
  -N=--intent-to-add --inter-hunk-context: -i=--interactive -p=--patch --pathspec-file-nul --pathspec-from-file:
  --refresh --renormalize --sparse -U? -u=--update -v=--verbose --warn-embedded-repo
am -3=--3way --abort --allow-empty --binary -C: --committer-date-is-author-date --continue --resolved=--continue
  -r=--continue --directory: --empty: --exclude: -S=--gpg-sign? --ignore-date --ignore-space-change
  --ignore-whitespace --include: -i=--interactive -k=--keep --keep-cr --keep-non-patch -m=--message-id --no-keep-cr
  -n=--no-verify -p: --patch-format: -q=--quiet --quit --quoted-cr: --rebasing --reject --rerere-autoupdate
  --resolvemsg: -c=--scissors --show-current-patch? -s=--signoff --skip -u=--utf8 --whitespace:
annotate @blame
apply -3=--3way --allow-binary-replacement --allow-empty --allow-overlap --apply --binary --build-fake-ancestor: -C:
  --cached --check --directory: --exclude: --ignore-space-change --ignore-whitespace --inaccurate-eof --include:
  --index -N=--intent-to-add --no-add --numstat --ours -p: -q=--quiet --recount --reject -R=--reverse --stat
  --summary --theirs --unidiff-zero --union --unsafe-paths -v=--verbose --whitespace: -z
archive -0 -1 -2 -3 -4 -5 -6 -7 -8 -9 --add-file: --add-virtual-file: --exec: --format: -l=--list --mtime:
  -o=--output: --prefix: --remote: -v=--verbose --worktree-attributes
bisect/bad -
bisect/good -
bisect/log -
bisect/new -
bisect/old -
bisect/replay -
bisect/reset -
bisect/run ^
bisect/skip -
bisect/start --first-parent --no-checkout --term-bad: --term-good: --term-new: --term-old:
bisect/terms --term-bad --term-good --term-new --term-old
bisect/visualize -
blame --abbrev? -b -C? -c --color-by-age --color-lines --contents: --ignore-rev: --ignore-revs-file: --incremental
  -L: -l --line-porcelain -M? --minimal -p=--porcelain --progress --root -S: -s --score-debug -e=--show-email
  -f=--show-name -n=--show-number --show-stats -t -w
branch --abbrev? -a=--all --color? --column? --contains: --with=--contains: -c=--copy -C=--copy+--force
  --create-reflog -d=--delete -D=--delete+--force --edit-description -f=--force --format: -i=--ignore-case -l=--list
  --merged: -m=--move -M=--move+--force --no-contains: --without=--no-contains: --no-merged: --omit-empty
  --points-at: -q=--quiet --recurse-submodules -r=--remotes --set-upstream -u=--set-upstream-to: --show-current
  --sort: -t=--track? --unset-upstream -v=--verbose
bugreport --diagnose? -o=--output-directory: -s=--suffix:
bundle/create --all-progress --all-progress-implied --progress -q=--quiet --version:
bundle/list-heads -
bundle/unbundle --progress
bundle/verify -q=--quiet
cat-file --allow-unknown-type --batch? --batch-all-objects --batch-check? --batch-command? --buffer -e --filters
  --follow-symlinks --mailmap -p --path: -s -t --textconv --unordered --use-mailmap -Z -z
check-attr -a=--all --cached --source: --stdin -z
check-ignore --no-index -n=--non-matching -q=--quiet --stdin -v=--verbose -z
checkout -B: -b: --conflict: -d=--detach -f=--force --guess --ignore-other-worktrees --ignore-skip-worktree-bits
  --inter-hunk-context: -l -m=--merge --orphan: -2=--ours --overlay --overwrite-ignore -p=--patch
  --pathspec-file-nul --pathspec-from-file: --progress -q=--quiet --recurse-submodules? -3=--theirs -t=--track? -U?
checkout-index -a=--all -f=--force --ignore-skip-worktree-bits -u=--index -n=--no-create --prefix: -q=--quiet
  --stage: --stdin --temp -z
cherry --abbrev? -v=--verbose
cherry-pick --abort --allow-empty --allow-empty-message --cleanup: --continue -e=--edit --empty: --ff -S=--gpg-sign?
  --keep-redundant-commits -m=--mainline: -n=--no-commit --quit -r --rerere-autoupdate -s=--signoff --skip
  --strategy: -X=--strategy-option: -x
clean -d -n=--dry-run -e=--exclude: -f=--force -i=--interactive -q=--quiet -X -x
clone --also-filter-submodules --bare --naked=--bare -b=--branch: --bundle-uri: -c=--config: --depth: --dissociate
  --filter: -4=--ipv4 -6=--ipv6 -j=--jobs: -l=--local --mirror -n=--no-checkout --no-hardlinks --no-tags
  -o=--origin: --progress -q=--quiet --recurse-submodules? --recursive=--recurse-submodules? --ref-format:
  --reference: --reference-if-able: --reject-shallow --remote-submodules --revision: --separate-git-dir:
  --server-option: --shallow-exclude: --shallow-since: --shallow-submodules -s=--shared --single-branch --sparse
  --template: -u=--upload-pack: -v=--verbose
commit --ahead-behind -a=--all --allow-empty --allow-empty-message --amend --author: --branch --cleanup: --date:
  --dry-run -e=--edit -F=--file! --fixup -S=--gpg-sign? -i=--include --interactive --long -m=--message!
  --no-post-rewrite -n=--no-verify -z=--null -o=--only -p=--patch --pathspec-file-nul --pathspec-from-file:
  --porcelain -q=--quiet -c=--reedit-message: --reset-author -C=--reuse-message: --short -s=--signoff --squash:
  --status -t=--template: --trailer! -u=--untracked-files? -v=--verbose
commit-graph/verify --object-dir: --progress --shallow
commit-graph/write --append --changed-paths --expire-time: --max-commits: --max-new-filters: --object-dir:
  --progress --reachable --size-multiple: --split? --stdin-commits --stdin-packs
commit-tree -F! -S=--gpg-sign? -m! -p:
config ^ --add --append=--add --all --blob: --bool --bool-or-int --bool-or-str --comment: --default: -e=--edit
  --expiry-date -f=--file: --fixed-value --get --get-all --get-color --get-colorbool --get-regexp --get-urlmatch
  --global --includes --int -l=--list --local --name-only -z=--null --path --regexp --remove-section
  --rename-section --replace-all --show-names --show-origin --show-scope --system -t=--type: --unset --unset-all
  --url: --value: --worktree
count-objects -H=--human-readable -v=--verbose
credential -
credential-store ^ --file:
describe --abbrev? --all --always --broken? --candidates: --contains --debug --dirty? --exact-match --exclude:
  --first-parent --long --match: --tags
diagnose --mode: -o=--output-directory: -s=--suffix:
diff -0 --base -1=--base --cached --staged=--cached --merge-base --no-index --ours -2=--ours --theirs -3=--theirs
  @diff
diff-files -0 -1=--base -2=--ours -3=--theirs @diff
diff-index --cached -m --merge-base @diff
diff-tree --always --format? --merge-base --no-commit-id --pretty? --root --stdin -v @log
difftool -d=--dir-diff -x=--extcmd: -g=--gui --no-index -y=--no-prompt --symlinks -t=--tool: --tool-help
  --trust-exit-code @diff
fast-export --anonymize --anonymize-map: --export-marks: --fake-missing-tagger --full-tree --import-marks:
  --import-marks-if-exists: --mark-tags --no-data --progress: --reencode: --reference-excluded-parents --refspec:
  --show-original-ids --signed-tags: --tag-of-filtered-object: --use-done-feature
fast-import --active-branches: --allow-unsafe-features --big-file-threshold: --cat-blob-fd: --date-format: --depth:
  --done --export-marks: --export-pack-edges: --force --import-marks: --import-marks-if-exists: --max-pack-size:
  --quiet --relative-marks --rewrite-submodules-from: --rewrite-submodules-to: --stats
fetch --all -a=--append --atomic --auto-gc --auto-maintenance --deepen: --depth: --dry-run --filter: -f=--force
  -4=--ipv4 -6=--ipv6 -j=--jobs: -k=--keep -m=--multiple --negotiate-only --negotiation-tip: -n=--no-tags
  --porcelain --prefetch --progress -p=--prune -P=--prune-tags -q=--quiet --recurse-submodules?
  --recurse-submodules-default: --refetch --refmap: -o=--server-option: --set-upstream --shallow-exclude:
  --shallow-since: --show-forced-updates --stdin --submodule-prefix: -t=--tags --unshallow -u=--update-head-ok
  --update-shallow --upload-pack: -v=--verbose --write-commit-graph --write-fetch-head
filter-branch ^ --commit-filter: -d: --env-filter: -f=--force --index-filter: --msg-filter: --original:
  --parent-filter: --prune-empty --remap-to-ancestor --setup: --state-branch: --subdirectory-filter:
  --tag-name-filter: --tree-filter:
for-each-ref --color? --contains: --with=--contains: --count: --exclude: --format: --ignore-case --include-root-refs
  --merged: --no-contains: --without=--no-contains: --no-merged: --omit-empty -p=--perl --points-at: --python
  -s=--shell --sort: --start-after: --stdin --tcl
for-each-repo ^ --config: --keep-going
format-patch --add-header: --attach? --base: --cc: --cover-from-description: --cover-letter --creation-factor:
  --filename-max-length: --force-in-body-from --from? --ignore-if-in-upstream --in-reply-to: --inline? --interdiff:
  -k=--keep-subject -#=--max-count: --no-binary -N=--no-numbered -p=--no-stat -n=--numbered --numbered-files
  -o=--output-directory: --progress -q=--quiet --range-diff: -v=--reroll-count: --rfc --signature: --signature-file:
  -s=--signoff --start-number: --stdout --subject-prefix: --suffix: --thread? --to: --zero-commit @diff
fsck --cache --connectivity-only --dangling --full --lost-found --name-objects --progress --references --reflogs
  --root --strict --tags --unreachable -v=--verbose
gc --aggressive --auto --cruft --detach --expire-to: --force --keep-largest-pack --max-cruft-size: --prune?
  -q=--quiet
grep -A=--after-context: --all-match --and -G=--basic-regexp -B=--before-context: --break --cached --color? --column
  -#=--context: -C=--context: -c=--count -e: --exclude-standard --ext-grep -E=--extended-regexp -f:
  -l=--files-with-matches -L=--files-without-match -F=--fixed-strings --full-name -W=--function-context -H -h
  --heading -I -i=--ignore-case -v=--invert-match -n=--line-number -m=--max-count: --max-depth: -N --name-only
  --no-index --not -z=--null -o=--only-matching -O=--open-files-in-pager? --or -P=--perl-regexp -q=--quiet
  --recurse-submodules -r=--recursive -p=--show-function -a=--text --textconv --threads: --untracked
  -w=--word-regexp
hash-object --literally --no-filters --path: --stdin --stdin-paths -t: -w
help --aliases -a=--all -c=--config --config-for-completion --config-sections-for-completion --developer-interfaces
  --exclude-guides --external-commands -g=--guides -i=--info -m=--man --user-interfaces -v=--verbose -w=--web
hook/run ^ --ignore-missing --to-stdin:
init --bare -b=--initial-branch: --object-format: -q=--quiet --ref-format: --separate-git-dir: --shared? --template:
interpret-trailers --if-exists: --if-missing: --in-place --no-divider --only-input --only-trailers --parse
  --trailer! --trim-empty --unfold --where:
log --mailmap @log
ls-files --abbrev? -c=--cached --debug --deduplicate -d=--deleted --directory --empty-directory --eol
  --error-unmatch -x=--exclude: -X=--exclude-from: --exclude-per-directory: --exclude-standard -f --format:
  --full-name -i=--ignored -k=--killed -m=--modified -o=--others --recurse-submodules --resolve-undo --sparse
  -s=--stage -t -u=--unmerged -v --with-tree: -z
ls-remote --heads=--branches -b=--branches -h=--branches --exit-code --get-url -q=--quiet --refs -o=--server-option:
  --sort: --symref -t=--tags --exec=--upload-pack: --upload-pack:
ls-tree --abbrev? -d --format: --full-name --full-tree -l=--long --name-only --name-status --object-only -r -t -z
mailinfo -b --encoding: --inbody-headers -k -m=--message-id -n --quoted-cr: --scissors -u
maintenance/register --config-file:
maintenance/run --auto --detach --quiet --schedule: --task:
maintenance/start --scheduler:
maintenance/stop -
maintenance/unregister --config-file: -f=--force
merge --abort --allow-unrelated-histories --autostash --cleanup: --commit --compact-summary --continue -e=--edit
  --ff --ff-only -F=--file! -S=--gpg-sign? --into-name: --log? -m=--message! -n=--no-stat --no-verify
  --overwrite-ignore --progress -q=--quiet --quit --rerere-autoupdate --signoff --squash --stat --summary=--stat
  -s=--strategy: -X=--strategy-option: -v=--verbose --verify-signatures
merge-base -a=--all --fork-point --independent --is-ancestor --octopus
merge-file --diff-algorithm: --diff3 -L: --marker-size: --object-id --ours -q=--quiet -p=--stdout --theirs --union
  --zdiff3
merge-tree --allow-unrelated-histories --merge-base: --messages --name-only --stdin -X=--strategy-option:
  --trivial-merge --write-tree -z
mergetool -g=--gui -y=--no-prompt -O: -t=--tool: --tool-help
multi-pack-index ^ --object-dir:
mv -n=--dry-run -f=--force -k --sparse -v=--verbose
name-rev --all --always --annotate-stdin --exclude: --name-only --peel-tag --refs: --stdin --tags --undefined
notes ^ --ref:
notes/add --allow-empty -F=--file! -f=--force -m=--message! -c=--reedit-message: -C=--reuse-message: --separator?
  --stripspace
notes/append --allow-empty -F=--file! -m=--message! -c=--reedit-message: -C=--reuse-message: --separator?
  --stripspace
notes/copy --for-rewrite: -f=--force --stdin
notes/edit --allow-empty -F=--file! -m=--message! -c=--reedit-message: -C=--reuse-message:
notes/get-ref -
notes/list -
notes/merge --abort --commit -q=--quiet -s=--strategy: -v=--verbose
notes/prune -n=--dry-run -v=--verbose
notes/remove --ignore-missing --stdin
notes/show -
pack-refs --all --auto --exclude: --include: --prune
patch-id --stable --unstable --verbatim
prune -n=--dry-run --exclude-promisor-objects --expire: --progress -v=--verbose
pull --all --allow-unrelated-histories -a=--append --autostash --cleanup: --commit --compact-summary --deepen:
  --depth: --dry-run --edit --ff --ff-only -f=--force -S=--gpg-sign? -4=--ipv4 -6=--ipv6 -j=--jobs? -k=--keep --log?
  --negotiation-tip: -n=--no-stat --no-verify --porcelain --progress -p=--prune -q=--quiet -r=--rebase?
  --recurse-submodules? --refmap: -o=--server-option: --set-upstream --shallow-exclude: --shallow-since:
  --show-forced-updates --signoff? --squash --stat --summary=--stat -s=--strategy: -X=--strategy-option: -t=--tags
  --unshallow --update-shallow --upload-pack: -v=--verbose --verify --verify-signatures
push --all --branches=--all --atomic -d=--delete -n=--dry-run --follow-tags -f=--force --force-if-includes
  --force-with-lease? -4=--ipv4 -6=--ipv6 --mirror --no-verify --porcelain --progress --prune -o=--push-option:
  -q=--quiet --exec=--receive-pack: --receive-pack: --recurse-submodules: --repo: -u=--set-upstream --signed? --tags
  --thin -v=--verbose
range-diff --creation-factor: --diff-merges: --left-only --no-dual-color --notes? --remerge-diff --right-only @diff
read-tree --aggressive --debug-unpack -n=--dry-run --empty --exclude-per-directory: -i --index-output: -m
  --no-sparse-checkout --prefix: -q=--quiet --recurse-submodules? --reset --trivial -u -v=--verbose
rebase --abort --allow-empty-message --apply --autosquash --autostash -C: --committer-date-is-author-date --continue
  --edit-todo --empty: -x=--exec: --no-ff=--force-rebase -f=--force-rebase --fork-point -S=--gpg-sign?
  --ignore-whitespace -i=--interactive --keep-base --keep-empty -m=--merge -n=--no-stat --no-verify --onto:
  --preserve-merges -q=--quiet --quit --reapply-cherry-picks -r=--rebase-merges? --rerere-autoupdate
  --reschedule-failed-exec --ignore-date=--reset-author-date --reset-author-date --root --show-current-patch
  --signoff --skip --stat -s=--strategy: -X=--strategy-option: --trailer! --update-refs -v=--verbose --whitespace:
reflog/delete --dry-run -n=--dry-run --rewrite --updateref --verbose
reflog/drop --all --single-worktree
reflog/exists -
reflog/expire --all --dry-run -n=--dry-run --expire: --expire-unreachable: --rewrite --single-worktree --stale-fix
  --updateref --verbose
reflog/list -
reflog/show @log
remote ^ -v=--verbose
remote/add -f=--fetch -m=--master: --mirror? --tags -t=--track:
remote/get-url --all --push
remote/prune -n=--dry-run
remote/remove -
remote/rename --progress
remote/set-branches --add
remote/set-head -a=--auto -d=--delete
remote/set-url --add --delete --push
remote/show -n
remote/update -p=--prune
repack -A -a --cruft --cruft-expiration: -d -i=--delta-islands --depth: --expire-to: -F -f -g=--geometric:
  --keep-pack: -k=--keep-unreachable -l=--local --max-pack-size: -n --pack-kept-objects -q=--quiet --threads:
  --unpack-unreachable: --window: --window-memory: -b=--write-bitmap-index -m=--write-midx
replace --convert-graft-file -d=--delete -e=--edit -f=--force --format: -g=--graft -l=--list --raw
request-pull -p
rerere --rerere-autoupdate
reset --hard -N=--intent-to-add --inter-hunk-context: --keep --merge --mixed --no-refresh -p=--patch
  --pathspec-file-nul --pathspec-from-file: -q=--quiet --recurse-submodules? --soft -U?
restore --conflict: --ignore-skip-worktree-bits --ignore-unmerged --inter-hunk-context: -m=--merge -2=--ours
  --overlay -p=--patch --pathspec-file-nul --pathspec-from-file: --progress -q=--quiet --recurse-submodules?
  -s=--source: -S=--staged -3=--theirs -U? -W=--worktree
rev-list --bisect-all --bisect-vars --count --disk-usage? --filter: --header --objects --timestamp
  --use-bitmap-index @log
rev-parse --abbrev-ref? --all --branches? --default: --disambiguate: --exclude: --flags --git-common-dir --git-dir
  --git-path: --glob: --is-bare-repository --is-inside-git-dir --is-inside-work-tree --no-flags --no-revs --not
  --parseopt --path-format: --prefix: -q=--quiet --remotes? --resolve-git-dir: --revs-only --shared-index-path
  --short? --show-cdup --show-object-format? --show-prefix --show-superproject-working-tree --show-toplevel --sq
  --sq-quote --symbolic --symbolic-full-name --tags? --verify
revert --abort --cleanup: --continue -e=--edit -S=--gpg-sign? -m=--mainline: -n=--no-commit --quit --reference
  --rerere-autoupdate -s=--signoff --skip --strategy: -X=--strategy-option:
rm --cached -n=--dry-run -f=--force --ignore-unmatch --pathspec-file-nul --pathspec-from-file: -q=--quiet -r
  --sparse
send-email --8bit-encoding: --annotate --batch-size: --bcc: --cc: --cc-cmd: --cc-cover --chain-reply-to --compose
  --compose-encoding: --confirm: --dry-run --dump-aliases --envelope-sender: --force --format-patch --from:
  --header-cmd: --identity: --in-reply-to: --quiet --relogin-delay: --reply-to: --sendmail-cmd: --signed-off-by-cc
  --smtp-auth: --smtp-debug: --smtp-domain: --smtp-encryption: --smtp-pass: --smtp-server: --smtp-server-option:
  --smtp-server-port: --smtp-ssl --smtp-ssl-cert-path: --smtp-user: --subject! --suppress-cc: --suppress-from
  --thread --to: --to-cmd: --to-cover --transfer-encoding: --validate --xmailer
send-pack --all --atomic -n=--dry-run -f=--force --force-if-includes --force-with-lease? --helper-status --mirror
  --progress --push-option: -q=--quiet --exec=--receive-pack: --receive-pack: --remote: --signed? --stateless-rpc
  --stdin --thin -v=--verbose
shortlog -c=--committer -e=--email --group: -n=--numbered -s=--summary -w? @log
show @log
show-branch -a=--all --color? --current --date-order --independent --list --merge-base --more? --no-name
  -g=--reflog? -r=--remotes --sha1-name --sparse --topics --topo-order
show-ref --abbrev? --branches --heads=--branches -d=--dereference --exclude-existing? --exists -s=--hash? --head
  -q=--quiet --tags --verify
sparse-checkout/add --skip-checks --stdin
sparse-checkout/check-rules --cone --rules-file: -z
sparse-checkout/disable -
sparse-checkout/init --cone --sparse-index
sparse-checkout/list -
sparse-checkout/reapply --cone --sparse-index
sparse-checkout/set --cone --end-of-options --skip-checks --sparse-index --stdin
stage @add
stash/apply --index -q=--quiet
stash/branch -
stash/clear -
stash/create -
stash/drop -q=--quiet
stash/list @log
stash/pop --index -q=--quiet
stash/push -a=--all -u=--include-untracked -k=--keep-index -m=--message! -p=--patch --pathspec-file-nul
  --pathspec-from-file: -q=--quiet -S=--staged
stash/save -a=--all -u=--include-untracked -k=--keep-index -m=--message! -p=--patch -q=--quiet -S=--staged
stash/show -u=--include-untracked --only-untracked @diff
stash/store -m=--message! -q=--quiet
status --ahead-behind -b=--branch --column? -M=--find-renames? --ignore-submodules? --ignored? --long --no-renames
  -z=--null --porcelain? -s=--short --show-stash -u=--untracked-files? -v=--verbose
stripspace -c=--comment-lines -s=--strip-comments
submodule ^ --cached -q=--quiet
submodule/absorbgitdirs -q=--quiet
submodule/add -b=--branch: --depth: --dissociate -f=--force --name: --progress -q=--quiet --ref-format: --reference:
submodule/deinit --all -f=--force -q=--quiet
submodule/foreach ^ -q=--quiet --recursive
submodule/init -q=--quiet
submodule/set-branch -b=--branch: -d=--default -q=--quiet
submodule/set-url -q=--quiet
submodule/status --cached -q=--quiet --recursive
submodule/summary --cached --files --for-status -n=--summary-limit:
submodule/sync -q=--quiet --recursive
submodule/update --checkout --depth: --dissociate --filter: -f=--force --init -j=--jobs: -m=--merge -N=--no-fetch
  --progress -q=--quiet --rebase -r=--rebase --recommend-shallow --recursive --ref-format: --reference: --remote
  --require-init --single-branch -v=--verbose
subtree/add --annotate: -b=--branch: -d=--debug --gpg-sign? -S=--gpg-sign? --ignore-joins -m=--message! --onto:
  -P=--prefix: -q=--quiet --rejoin --squash
subtree/merge --annotate: -b=--branch: -d=--debug --gpg-sign? -S=--gpg-sign? --ignore-joins -m=--message! --onto:
  -P=--prefix: -q=--quiet --rejoin --squash
subtree/pull --annotate: -b=--branch: -d=--debug --gpg-sign? -S=--gpg-sign? --ignore-joins -m=--message! --onto:
  -P=--prefix: -q=--quiet --rejoin --squash
subtree/push --annotate: -b=--branch: -d=--debug --gpg-sign? -S=--gpg-sign? --ignore-joins -m=--message! --onto:
  -P=--prefix: -q=--quiet --rejoin --squash
subtree/split --annotate: -b=--branch: -d=--debug --gpg-sign? -S=--gpg-sign? --ignore-joins -m=--message! --onto:
  -P=--prefix: -q=--quiet --rejoin --squash
switch --conflict: -c=--create: -d=--detach --discard-changes --force=--discard-changes -f=--discard-changes
  -C=--force-create: --guess --ignore-other-worktrees -m=--merge --orphan: --overwrite-ignore --progress -q=--quiet
  --recurse-submodules? -t=--track?
symbolic-ref -d=--delete -m! -q=--quiet --recurse --short
tag -a=--annotate --cleanup: --color? --column? --contains: --with=--contains: --create-reflog -d=--delete -e=--edit
  -F=--file! -f=--force --format: -i=--ignore-case -l=--list -u=--local-user: --merged: -m=--message! -n?
  --no-contains: --without=--no-contains: --no-merged: --omit-empty --points-at: -s=--sign --sort: --trailer!
  -v=--verify
unpack-file -
update-index --add -g=--again --assume-unchanged --cacheinfo: --chmod: --clear-resolve-undo --force-remove
  --force-untracked-cache --force-write-index --fsmonitor --fsmonitor-valid --ignore-missing
  --ignore-skip-worktree-entries --ignore-submodules --index-info --index-version: --info-only --no-assume-unchanged
  --no-fsmonitor-valid --no-skip-worktree -q --really-refresh --refresh --remove --replace --skip-worktree
  --split-index --stdin --test-untracked-cache --unmerged --unresolve --untracked-cache --verbose -z
update-ref --batch-updates --create-reflog -d -m! --no-deref --stdin -z
update-server-info -f=--force
var -l
verify-commit --raw -v=--verbose
verify-tag --format: --raw -v=--verbose
version --build-options
whatchanged @log
worktree/add -B: -b: --checkout -d=--detach -f=--force --guess-remote --lock --orphan -q=--quiet --reason!
  --relative-paths --track
worktree/list --expire: --porcelain -v=--verbose -z
worktree/lock --reason!
worktree/move -f=--force
worktree/prune -n=--dry-run --expire: -v=--verbose
worktree/remove -f=--force
worktree/repair --relative-paths
worktree/unlock -
write-tree --ignore-cache-tree --missing-ok --prefix:
"""
ROWS = Table(lambda name: _TEXT)
