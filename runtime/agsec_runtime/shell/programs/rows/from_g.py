"""The rows of programs whose names begin with `g`."""

ROWS = """
g++ =cc
gatsby :n
gawk @code
gcc =cc
gchmod =chmod
gcloud @network
gcp @files
gdb @wrappers
gdbus :n
gdd @files
geany :b
gedit :b
gem :n
gemini @agents
genv @wrappers
get-content =Get-Content
getconf :n
getent @network
getfacl :n
gfind @search
gfortran =swiftc
ggrep @search
gh sub :n -R: --repo: --hostname:
gh/api :n --input:s -f:S --raw-field:S -F:f --field:f -H: --header: -X: --method: -q: --jq: -t: --template: --cache:
  --hostname: -p: --preview:
gh/gist sub :n
gh/gist/create :s <s -d: --desc: -f: --filename:
gh/gist/edit :nr -a:s --add:s -d: --desc: -f: --filename: -r: --remove:
gh/issue sub :n
gh/issue/comment :n -F:s --body-file:s -b:S --body:S -R: --repo:
gh/issue/create :n -F:s --body-file:s -b:S --body:S -t:S --title:S -R: --repo:
gh/pr sub :n
gh/pr/comment =gh/issue/comment
gh/pr/create :n -F:s --body-file:s -b:S --body:S -t:S --title:S -R: --repo: -B: --base: -H: --head:
gh/release sub :n
gh/release/create :ns -t: --title: -n:S --notes:S -F:s --notes-file:s --target: -R: --repo: --discussion-category:
gh/release/upload :ns -R: --repo:
gh/secret sub :n
gh/secret/set :n <s -b:S --body:S -f:s --env-file:s -e: --env: -o: --org: -r: --repos: -a: --app: -v: --visibility:
  -R: --repo:
  # the value is the body, else standard input
gh/variable sub :n
gh/variable/set :n <s -b:S --body:S -f:s --env-file:s -e: --env: -o: --org: -r: --repos: -R: --repo:
ghc :r =whole -o:w -e:l
ghci :r -e:l
ghcup :n
ghostscript :r
ginstall @files
gio sub :n
gio/cat :r
gio/copy :r>t
gio/mkdir :w -p --parent
gio/move :b>t
gio/remove :d -f --force
  # `gio trash` moves to the bin
gio/save :w -e: --etag:
gio/trash :w
gist :s <s -d: --description: -f: --filename: -u: -t:
git @git
git-add @git
git-am @git
git-annotate @git
git-apply @git
git-archive @git
git-bisect @git
git-blame @git
git-branch @git
git-bugreport @git
git-bundle @git
git-cat-file @git
git-check-attr @git
git-check-ignore @git
git-checkout @git
git-checkout-index @git
git-cherry @git
git-cherry-pick @git
git-clean @git
git-clone @git
git-commit @git
git-commit-graph @git
git-commit-tree @git
git-config @git
git-count-objects @git
git-credential @git
git-credential-store @git
git-describe @git
git-diagnose @git
git-diff @git
git-diff-files @git
git-diff-index @git
git-diff-tree @git
git-difftool @git
git-fast-export @git
git-fast-import @git
git-fetch @git
git-filter-branch @git
git-for-each-ref @git
git-for-each-repo @git
git-format-patch @git
git-fsck @git
git-gc @git
git-grep @git
git-hash-object @git
git-help @git
git-hook @git
git-init @git
git-interpret-trailers @git
git-log @git
git-ls-files @git
git-ls-remote @git
git-ls-tree @git
git-mailinfo @git
git-maintenance @git
git-merge @git
git-merge-base @git
git-merge-file @git
git-merge-tree @git
git-mergetool @git
git-multi-pack-index @git
git-mv @git
git-name-rev @git
git-notes @git
git-pack-refs @git
git-patch-id @git
git-prune @git
git-pull @git
git-push @git
git-range-diff @git
git-read-tree @git
git-rebase @git
git-reflog @git
git-remote @git
git-repack @git
git-replace @git
git-request-pull @git
git-rerere @git
git-reset @git
git-restore @git
git-rev-list @git
git-rev-parse @git
git-revert @git
git-rm @git
git-send-email @git
git-send-pack @git
git-shortlog @git
git-show @git
git-show-branch @git
git-show-ref @git
git-sparse-checkout @git
git-stage @git
git-stash @git
git-status @git
git-stripspace @git
git-submodule @git
git-subtree @git
git-switch @git
git-symbolic-ref @git
git-tag @git
git-unpack-file @git
git-update-index @git
git-update-ref @git
git-update-server-info @git
git-var @git
git-verify-commit @git
git-verify-tag @git
git-version @git
git-whatchanged @git
git-worktree @git
git-write-tree @git
glab sub :n -R: --repo:
glab/snippet sub :n
glab/snippet/create :s <s -t: --title: -d: --description: -f: --filename: -v: --visibility: -R:
glab/variable sub :n
glab/variable/set :nS <s -v:S --value:S -g: --group: -s: --scope: -t: --type: -R:
gln @files
glow =bat
gm =convert
gmake @makefiles
gmv @files
gnome-open :n
gnome-terminal :n @-- @-e @-x
gnuplot :r -e:l
go sub :n -C:
go/build :n =long -o:w -C: -p: -tags: -ldflags: -gcflags: -asmflags: -mod: -modfile: -overlay: -pgo: -buildmode:
go/run :Ln =long ^ -exec:x -tags: -C: -ldflags: -mod:
go/test :n =long -o:w -C: -run: -bench: -count: -timeout: -coverprofile:w -cpuprofile:w -memprofile:w -trace:w -tags:
  -p: -exec:x -ldflags: -coverpkg: -outputdir:w
go/vet :n =long -vettool:x -tags:
goenv sub :n
gofmt :r =long -w=b -r: -local: -cpuprofile:w
gofumpt =gofmt
goimports =gofmt
goland :n
golangci-lint :n -c:r --config:r -E: -D:
gold =ld
golint =golangci-lint
google-chrome :n
goose @migrations
gosec =golangci-lint
gosu @wrappers
gpasswd :n w=/etc/group
gpg :r -o:w --output:w -r: --recipient: -R: --hidden-recipient: -u: --local-user: --homedir: --passphrase:
  --passphrase-file:r --passphrase-fd: --keyring:r --default-key: --batch --yes --pinentry-mode: --cipher-algo:
  --digest-algo: --compress-algo: --s2k-mode: --keyserver: --status-fd: --logger-fd: --trust-model: -f:r
  --recipient-file:r -k=n --list-keys=n -K=n --list-secret-keys=n --export=n --export-secret-keys=n
  --export-secret-subkeys=n --recv-keys=n --receive-keys=n --send-keys=n --search-keys=n --delete-keys=n
  --delete-secret-keys=n --edit-key=n --fingerprint=n --gen-key=n --generate-key=n --full-generate-key=n
  --quick-generate-key=n --sign-key=n --list-sigs=n --check-sigs=n --refresh-keys=n
  # keys are named by operands where it shows or manages them
gpg2 =gpg
gradle :n
gradlew :n
grep @search
grm =rm
gron =dasel
groovy :r -e:l
groupadd :n w=/etc/group
groupdel :n w=/etc/group
groupmod :n w=/etc/group
groups :n
grunt :n
gs :r
gsed @editors
gshred =shred
gsutil @network
gtar @archives
gtimeout @wrappers
gtrash :w
guile :r -c:l
guix :n @--
gulp :n
gunicorn :n
gunzip @archives
gvfs-rm :d
gvim @editors
gxargs @wrappers
gzcat =zcat
gzip @archives
"""
