"""What programs do with their words: a row for each, in the language of `operands`, from their manuals.

A program that is here is known by its row alone: a row that tells nothing (`:n`) says that the operands are names of
the program's own, never commands. `=NAME` has the row of another program, `@MODULE` is handled by a module of
`programs`; `PROGRAM/NAME` is a subcommand, or a way of using a program, with a row of its own. The rows are sorted, one
beginning on each line that is not indented, and kept as one text, because a hook looks up two or three of them in its
life and should not pay for the others.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_FOUND = 1 << 12  # rows that are remembered
_ROWS = """
7z @archives
7za @archives
7zr @archives
7zz @archives
: @text
Add-Content =Set-Content
Clear-Content :e =long -Path:e -LiteralPath:e
Copy-Item :r>t =long -Destination:t -Path:r -LiteralPath:r -Filter: -Include: -Exclude:
Get-Content :r =long -Path:r -LiteralPath:r -TotalCount: -Tail: -Encoding: -Delimiter:
Invoke-Expression :x =long -Command:x
Move-Item :b>t =long -Destination:t -Path:b -LiteralPath:b -Filter: -Include: -Exclude:
New-Item :w =long -Path:w -ItemType: -Name: -Value:
Out-File :w =long -FilePath:w -LiteralPath:w -Encoding: -Width:
R @code
Remove-Item :d =long -Path:d -path:d -LiteralPath:d -Filter: -Include: -Exclude: -ErrorAction:
Rename-Item :bw =long -NewName:w -Path:b! -LiteralPath:b!
Rscript @code
Set-Content :wn =long -Path:w! -LiteralPath:w! -Value: -Encoding:
[ :n
abduco @wrappers
ack @search
aclocal :n
act :n
actionlint =yamllint
add-apt-repository :n
add-content =Set-Content
add-trailing-comma =black
addr2line =objdump
adduser :n w=/etc/passwd
ag @search
age :r -o:w --output:w -r: --recipient: -R:r --recipients-file:r -i:r --identity:r -j:
age-keygen :r -o:w --output:w
agsec :n
aichat :n
aider :n
airflow :n
ajv =yamllint
alacritty :n @-e
alembic :n
amp :n
amplify :n
annotate-output @wrappers
ansible @wrappers
ansible-galaxy :n
ansible-lint =yamllint
ansible-playbook :n
ansible-vault sub :n
ansible-vault/create :w
ansible-vault/decrypt :b --output:w
ansible-vault/edit :b
ansible-vault/encrypt :b --output:w
ansible-vault/rekey :b
ansible-vault/view :r
ant :n
apk :n
apptainer sub :n
apptainer/exec ^ :np
apptainer/run ^ :n
apropos =man
apt :n
apt-cache :n
apt-get :n
apt-key :n
apt-mark :n
aptitude :n
ar @archives
arch @wrappers
argocd :n
aria2c @network
arp :n
artisan @code
as :r =whole -o:w -I: -D: -f: -l:w -P:r -p:r
asciidoctor =doxygen
asdf sub :n
asdf/exec ^ :p
ash @shells
aspell :b -d: -p: --lang:
  # they mend the file in place
astro :n
astyle :b -o:w
at @wrappers
atom :r
authbind @wrappers
autoconf :n
autoflake =isort
autoheader :n
automake :n
autopep8 =isort
autoreconf :n
autossh @wrappers
ava =jest
avconv =ffmpeg
awk @code
aws @network
aws-vault sub :n
aws-vault/exec :n @--
axel @network
az @network
b2sum :r -l: --length: -a: --algorithm:
b3sum :r -s:
babel =swc
badblocks :n -w=e -o:w -b: -c: -p: -t: -i:r
bandit =mypy
base32 @text
base58 :r -w: --wrap:
base64 @text
basedpyright =mypy
basename @text
basenc @text
bash @shells
bat :r -l: --language: -r: --line-range: -H: --highlight-line: -m: --map-syntax: --theme: --style: --tabs: --wrap:
  --paging: --pager:x --terminal-width: --file-name: -f: -O: -o:w -t: -s: -w:
  # pygmentize -o writes
batcat =bat
batch @wrappers
bazel :n
bb :r -e:l
bbedit :b
bc :n
beeline @databases
bfs @search
biber :r
bibtex :r
bindkey :n
biome sub :r --write=b --fix=b --config-path: --apply=b
bison :r -o:w --output:w -d? -b: -p: -P:
black :b -l: --line-length: -t: --target-version: -c: --code: --include: --exclude: --extend-exclude: --force-exclude:
  --stdin-filename: -W: --workers: --config:r --required-version: --style: --check=r --diff=r -d=r
blkdiscard :e q -o: -l: -p: --offset: --length: --step:
blkid :n
bmake @makefiles
boot :n
bq @databases
brctl :n
brew :n
brotli @archives
bsd-mailx =mail
bsdiff :rrw
bsdtar @archives
bspatch :rrw
btop :n
btrfs :n
buck :n
buck2 :n
build :n
buildah sub :n
buildah/run ^ :np
builtin @wrappers
bun @code
bundle sub :n
bundle/exec ^ :p
bundler sub :n
bundler/exec ^ :p
bunx =npm/exec
bunzip2 @archives
busctl :n
busybox @wrappers
bw :n
bwrap @wrappers
byobu @wrappers
bzcat =zcat
bzdiff =zdiff
bzgrep @search
bzip2 @archives
bzless :r
bzmore :r
c++ =cc
c++filt =objdump
c8 =jest
cabal :n
caffeinate @wrappers
cal :n
cargo sub :n +? -C: --config: --color: -Z:
cargo/fmt :n
cargo/watch :n -s:x --shell:x -x: --exec: -w: --watch: -i: --ignore: -C: --workdir: -d: --delay:
carthage :n
cat @text
catchsegv @wrappers
cc :r =whole -o:w -I: -L: -D: -U: -l: -B: -x: -include:r -imacros:r -isystem: -iquote: -idirafter: -MF:w -MT: -MQ:
  -Xlinker: -Xclang: -Xpreprocessor: -Xassembler: -T:r -u: -z: -arch: -framework: -target: -isysroot: --param:
  --sysroot: -e:
ccache @wrappers
ccat =bat
ccmake :n
cdk :n
cdktf :n
celery :n
certbot :n
cf sub :n
cf/ssh :n -c:x --command:x -i:
cfssl :n
cgexec @wrappers
chamber sub :n
chamber/exec :n @--
changeset :n
chattr :nw q -a! -A! -c! -C! -d! -D! -e! -i! -j! -m! -s! -S! -t! -T! -u! -p: -v:
  # `-i` is a mode, not an option
chcon =chown
cheat =man
checkov =yamllint
chef :n
chflags :nw q
chfn :n w=/etc/passwd
chgrp =chown
chkconfig :n
chmod :nw q -r! -w! -x! -X! -s! -t! -u! -g! -o! -a! -0! -1! -2! -4! -6! -7! --reference:!
  # `-w` is a mode, not an option
choco :n
chokidar @wrappers
choom @wrappers
chown :nw q --from: --reference:! -u:! --user:! -r:! --role:! -t:! --type:! -l:! --range:!
chpasswd :n w=/etc/shadow
chpst @wrappers
chroma =bat
chromium :n
chronic @wrappers
chroot @wrappers
chrpath =patchelf
chrt @wrappers
chsh :n w=/etc/passwd
chvt :n
circo =dot
cksum =b2sum
clang =cc
clang++ =cc
clang-format :r -i=b --style: --assume-filename: --fallback-style: --lines: --offset: --length: --cursor: --files:r
clang-tidy :r -p: --fix=b --checks: --config-file:r --export-fixes:w -I: -D: --output-file:w --filter: --extra-arg:
claude :n
cleancss =swc
clear :n
clear-content =Clear-Content
clickhouse @databases
clickhouse-client @databases
clickhouse-local @databases
clip.exe =wl-copy
clj :n -e:l --eval:l
cloc =tokei
clojure :r -e:l --eval:l
cloudflared :n
cmake :n -E=p -S: -B:w -G: -D: -C:r -P:r
  # `cmake -E rm -f x`: its tools go by the names of programs
cmake-gui :n
cmatrix :n
cmd :np
  # behind `/c` stands a command
cmp :rrn -i: --ignore-initial: -n: --bytes:
  # two files, then how much of each to skip
cockroach @databases
code :r --install-extension: --uninstall-extension: --extensions-dir: --user-data-dir: --profile: -n -r -w -g
code-insiders =code
codespell :r -w=b --write-changes=b -I:r --ignore-words:r -L: --ignore-words-list: -S: --skip: -D: --dictionary:
  --config:r
codex :n
codium =code
col :n
colima @wrappers
colordiff =diff
colrm :n
column :r -s: --separator: -o: --output-separator: -c: --output-width: -x: -N: --table-columns: -H: --table-hide: -O:
  --table-order: -R: --table-right: -T: --table-truncate: -W: --table-wrap: -n: --table-name: -r: --tree: -i:
  --tree-id: -p: --tree-parent: -l: --table-columns-limit:
comm :r --output-delimiter:
command @wrappers
commitlint :n
composer :n
composite =convert
compress @archives
conan :n
concurrently @wrappers
conda sub :n
conda/run ^ :p -n: --name: -p: --prefix: --cwd:
configure :n
console @migrations
consul :n
consul-template =ldapsearch
convert :r>w =long -o:w -resize: -quality: -density: -q: -geometry: -crop: -background: -gravity: -format: -depth:
  -colorspace: -rotate: -blur:
cookiecutter :n
copier :n
copilot :n
copy-item =Copy-Item
cordova :n
corepack :n
coreutils @wrappers
cowsay :n
cp @files
cpack =cmake
cpan :n
cpanm :n
cpio @archives
cpp =m4
cppcheck =clang-tidy
cpplint =clang-tidy
cpulimit @wrappers
cqlsh @databases
create-react-app :n
createdb @databases
createuser @databases
crictl sub :n
crictl/exec ^ :np
croc sub :n
croc/send =wormhole/send
crontab @wrappers
cross-env @wrappers
cross-env-shell @wrappers
crossplane :n
cryptsetup :n
crystal sub :n
crystal/eval :l
csc :n
csh @shells
csplit @files
csvcut =csvlook
csvgrep =csvlook
csvjoin =csvlook
csvjson =csvlook
csvlook :r -c: -d: -q: -m: -r: -f: -u: -e:
csvsort =csvlook
csvstack =csvlook
csvstat =csvlook
ctags :r -f:w -o:w -L:r -R: --languages: --exclude:
ctest =cmake
curl @network
curlie @network
cursor =code
cursor-agent :n
cut @text
cvs sub :n
cvs/remove :d
cvs/rm :d
cwebp =convert
cxfreeze =cython
cypress =jest
cython :r -o:w --output-file:w -n: --name: --distpath:w --workpath:w --specpath:w --add-data: --hidden-import: -I: -X:
cz :n
daemonize @wrappers
dagger :n
daphne :n
dasel sub :r -f:r --file:r -p: -r: -w: -o:w
dasel/delete :n -f:b --file:b -s: -p: -r: -w: -o:w
dasel/put :n -f:b --file:b -v: -t: -s: -p: -r: -w: -o:w
dash @shells
datadog-ci :n
date @text
dbclient @wrappers
dbmate @migrations
dbt :n
dbus-launch @wrappers
dbus-run-session @wrappers
dbus-send :n
dc :r -e:c -f:r --expression:c
dd @files
del =Remove-Item
del-cli =rm
delta :r
delv @network
deno @code
depmod :n
deptry =mypy
df =du
diesel @migrations
diff :r -U: -C: -I: -x: --exclude: -X:r --exclude-from:r --from-file:r --to-file:r -L: --label: -W: --width: -S:
  --starting-file: -F: --show-function-line: -D: --ifdef: --horizon-lines: --tabsize: --line-format: --color?
  --palette: --ignore-matching-lines:
diff3 :r -L: --label: --diff-program:x
difft :r
difftastic :r
dig @network
dir @files
dircolors :r
direnv sub :n
direnv/exec ^ :np
dirname @text
dirs :n
distcc @wrappers
distrobox @wrappers
django-admin :n
dmd =swiftc
dmesg :n
dnf :n
doas @wrappers
docformatter =black
docker @wrappers
docker-compose @wrappers
doctl :n --ssh-command:x
doctrine @migrations
doit :n
doppler sub :n
doppler/run ^ :p --command:x -p: -c:
dos2unix :b -n=rw --newfile=rw -c: --convmode: -i?=n --info?=n
dot :r =whole -o:w -T: -K: -G: -N: -E: -l: -s:
dotenv @wrappers
dotnet @migrations
dotnet-ef @migrations
doxygen :n -o:w -d:w -b: -c: -D: -s: --source: --destination:w --site-dir:w
dpkg :n
dpkg-deb :n
dpkg-query :n
dprint =biome
drill @network
dropdb @databases
dropuser @databases
dtach @wrappers
du :n -d: --max-depth: -L: -I: -P: -o:w -t: -B: -x: --exclude: -X:r --exclude-from:r --files0-from:r
  # tree -o writes
dub :n
duckdb @databases
dumb-init @wrappers
dune :n
dvc :n
dwebp =convert
e2fsck :n
earthly :n
easy_install :n
eatmydata @wrappers
eb sub :n
eb/ssh :n -c:x --command:x
echo @text
ed @editors
egrep @search
eksctl :n
electron :n
elixir :r -e:l --eval:l
elvish :r -c:x
emacs :b =long -l:r -load:r -f: -eval:l --eval:l -e:l --load:r --file:b --visit:b -batch -Q +?
emacsclient =emacs
emerge :n
entr @wrappers
env @wrappers
envdir @wrappers
envsubst $ :n
erase =Remove-Item
erl :n =long -eval:l -s: -sname: -name: -pa:
esbuild =swc
eslint :r --fix=b --ext: -c:r --config:r -f: --format: -o:w --output-file:w --rule: --max-warnings: --ignore-path:r
  --ignore-pattern: -i: --parser: --parser-options: --plugin: --rulesdir: --env: --global: --cache-location:
  --cache-file: --stdin-filename: --resolve-plugins-relative-to:
etags =ctags
etcdctl =ldapsearch
ethtool :n
ex @editors
exa @files
exec @wrappers
exiftool :r -o:w
exim =sendmail
expand :r -t: --tabs:
expect @code
explorer :n
expo :n
expr @text
eza @files
fab :n @--
factor :n
fakechroot @wrappers
fakeroot @wrappers
fakeroot-ng @wrappers
faketime @wrappers
fallocate :w q -l: --length: -o: --offset: -z=e --zero-range=e -p=e --punch-hole=e -c=e --collapse-range=e
false @text
fastfetch :n
fastlane :n
fc :n
fd @search
fdfind @search
fdisk :n
fdp =dot
ffmpeg :n>w =long -i:r -f:
  # its last operand is the output
ffprobe :r -o:w
ffsend sub :n
ffsend/up =ffsend/upload
ffsend/upload :s -d: -e: -h: --host: --name: -n: -p? -A: --api:
fgrep @search
figlet :n
file :n -f:r --files-from:r -m:r --magic-file:r -e: -F: -P:
  # it tells the kind, not the content
file-rename :nb -e:!
find @search
findmnt :n
finger @network
firebase :n
firefox :n
firejail @wrappers
firewall-cmd :n
fish @shells
flake8 =mypy
flask @code
flatpak :n
flatpak-spawn @wrappers
flex =bison
flit :n
flock @wrappers
flux :n
fly sub :n -a: --app:
fly/ssh sub :n
fly/ssh/console :n -C:x --command:x -a: --app: -r: -s
flyctl sub :n -a: --app:
flyctl/ssh sub :n
flyctl/ssh/console =fly/ssh/console
flyway @migrations
fmt :r -w: --width: -g: --goal: -p: --prefix:
fnm :n
fork @wrappers
fortune :n
fpc =swiftc
fping @network
free :n
fsc :n
fsck :n
ftp @network
fuser :n
fx =dasel
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
gemini :n
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
go/run :n =long ^ -exec:x -tags: -C: -ldflags: -mod:
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
gvim @editors
gxargs @wrappers
gzcat =zcat
gzip @archives
hadolint =yamllint
halt :n
hatch sub :n
hatch/run ^ :p
hcloud :n
hd =hexdump
hdparm :n
head @text
heaptrack @wrappers
helix =nano
helm :n
helmfile :n
help =man
heroku @migrations
hex :n
hexdump :r -e: -f:r -n: -s:
  # -f: a file of formats
hexyl :r -n: --length: -c: --bytes: -s: --skip: -o: --display-offset: --block-size:
hg sub :n -R: --repository: --cwd: --config:
hg/remove :d -I: -X: --include: --exclude:
hg/rm =hg/remove
highlight =bat
history :n
hive @databases
hjson =dasel
host @network
hostid :n
hostname @text
hostnamectl :n
htmlhint =eslint
htop :n
htpasswd :wn -b -c -n=n
http @network
http-server :r. -p: -a: -c: -P: -C:r -K:r
https @network
hub @git
huggingface-cli :n
hugo =doxygen
hunspell =aspell
hush @shells
husky :n
hx =nano
hypercorn :n
hyperfine @wrappers
ibmcloud :n
icc =cc
icdiff :r
icecc @wrappers
iconv :r -f: --from-code: -t: --to-code: -o:w --output:w
id @text
idea :n
identify :r -o:w
iex :x =long -Command:x -e:l --eval:l -S:
ifconfig :n
ifne @wrappers
ilasm :n
impala-shell @databases
import-linter =mypy
in2csv =csvlook
incus @wrappers
indent :b -o:w
influx @databases
info =man
init :n
initctl :n
inkscape =qpdf
insmod :n
install @files
install_name_tool =patchelf
interrogate =mypy
inv :n
invoke :n
invoke-expression :x =long -Command:x
ionic :n
ionice @wrappers
iostat :n
ip :n
ip6tables :n
ipcrm :n
ipcs :n
iptables :n
ipython @code
ipython-notebook :n
ipython3 @code
irb @code
isort :r -i=b --in-place=b -c=r --check-only=r --check=r -d: --diff=r -l: -w: --line-length: --profile:
  --settings-path:r --settings-file:r --sp:r -s: --skip: --src: -p: -a: --select: --ignore: --max-line-length:
  --imports:
  # autopep8 and autoflake write with -i only
ispell =aspell
isql @databases
istioctl :n
iw :n
iwconfig :n
jar @archives
jarsigner =keytool
jasmine =jest
java :n =long ^ -cp: -classpath: --class-path: -p: --module-path: -m: --module: -jar:r
  # what stands behind the class is its own affair
javac :r =long -d:w -cp: -classpath: --class-path: -sourcepath: --source-path: -s:w -h:w --release: -source: -target:
  -encoding: -processor: -p: --module-path: -J
javadoc =doxygen
jed =nano
jekyll =doxygen
jenv sub :n
jest :n -c: --config: -t: -g: --grep: --reporter: --outputFile:w --output-file:w
jless =dasel
jo =dasel
jobs :n
joe =nano
join :r -t: -1: -2: -j: -a: -v: -e: -o:
journalctl :n
jpegoptim =mogrify
jq @files
jruby @code
jscs =eslint
jsdoc =doxygen
jshell :r <l
jshint =eslint
json5 =dasel
jsonlint =yamllint
julia :r -e:l -E:l -p: -t: -J: -L:r --eval:l --print:l --project?
jupyter :n
jupyter-lab :n
just :n @-c @--command -f:r --justfile:r -d: --working-directory:
jython @code
k3d :n
k9s :n
kafka-topics.sh =ldapsearch
kak =nano
karma =jest
kate :b
kcat =ldapsearch
kdiff3 :r
kdig @network
keytool :r =long -keystore:b -file:r -storepass: -alias: -keypass: -dname: -validity: -keyalg: -keysize:
kill :n
killall :n
kind :n
kitty :n @-e
knex @migrations
konsole :n @-e
kops :n
kotlin =java
kotlinc =javac
ksh @shells
ksh93 @shells
kubeadm :n
kubectl @wrappers
kubectx :n
kubens :n
kustomize :n
kwrite :b
last :n
lastlog :n
latex :r
latexmk :r
launchctl :n
ld :r =whole -o:w -L: -l: -T:r -e: -m: -Map:w -R:r -z: -u: -rpath: -soname: -h:
ld-linux @wrappers
ld-linux-aarch64.so @wrappers
ld-linux-armhf.so @wrappers
ld-linux-x86-64.so @wrappers
ld-linux.so @wrappers
ld-musl-aarch64.so @wrappers
ld-musl-x86_64.so @wrappers
ld.lld =ld
ld.so @wrappers
ldapsearch :n -f:r -y: -w: -p:
ldc2 =swiftc
ldconfig :n
ldd =objdump
leafpad :b
lein :n
lerna sub :n
lerna/exec ^ :p --scope: --ignore: --concurrency: --since: --cwd: --loglevel:
less :r -b: -h: -j: -k: -o:w -O:w -p: -P: -t: -T: -x: -y: -z: -D: --pattern: --log-file:w --LOG-FILE:w --tag: --tabs:
  --lesskey-file: +?:c
  # -o: copies what it reads from standard input
lessc =swc
lex =bison
lftp @network
libtool :n
libtoolize :n
lima @wrappers
limactl @wrappers
link @files
linkerd :n
linode-cli :n
lint-staged :n
linux32 @wrappers
linux64 @wrappers
liquibase @migrations
litecli @databases
littler @code
lksh @shells
lld =ld
lldb @wrappers
llm :n
ln @files
locale :n
localectl :n
localedef :n
locate :n
locust :n
logger :n -f:r --file:r -n: -P: -p: -t: -u: --server: --port: --priority: --tag: --socket: --id? --msgid: --sd-id:
loginctl :n
logname :n
logout :n
lolcat =bat
look :nr -t: --terminate:
losetup :n
lpass :n
ls @files
lsar :r
lsattr :n
lsblk :n
lscpu :n
lsd @files
lsmod :n
lsns :n
lsof :n
lspci :n
lsusb :n
ltrace @wrappers
lua @code
luajit @code
lualatex :r
luarocks :n
lvm :n
lvs :n
lxc @wrappers
lxc-attach @wrappers
lz4 @archives
lz4cat =zcat
lzcat =zcat
lzip @archives
lzma @archives
lzop @archives
m4 :r <l -o:w -I: -D: -U: -F:w -R:r
mac2unix =dos2unix
machinectl @wrappers
mage :n
magick =convert
mail :n <s -a:s -A:s -s: -c: -b: -r: -S: -i:r -q: -H:r -F:r -e:
  # -a attaches
mailx =mail
make @makefiles
mamba sub :n
mamba/run =conda/run
man :n -P:x --pager:x
manage.py @code
mariadb @databases
mariadb-admin @databases
markdownlint =eslint
markdownlint-cli2 =eslint
mas :n
mate :r
mawk @code
mc @network
mcedit =nano
mcs :n
md5 :r -s:
md5sum =b2sum
mdadm :n
mdbook =doxygen
mdcat =bat
mdel :d
mdeltree :d
mdfind :n
mediainfo :r -o:w
meld :r
mesg :n
meson :n
micro =nano
micromamba sub :n
micromamba/run =conda/run
micropython @code
migrate @migrations
mikro-orm @migrations
mill :n
minikube :n
mise sub :n
mise/exec ^ :p
mise/x =mise/exec
mix @migrations
mkcert :n
mkdir :w q -m: --mode: -Z
mkdocs =doxygen
mkdosfs =mkfs.vfat
mke2fs :en -b: -C: -d: -E: -g: -G: -i: -I: -J: -l:r -L: -m: -M: -N: -o: -O: -r: -t: -T: -U: -z:
  # the first operand is the device, the second its size
mkfifo =mkdir
mkfs :en -t: --type:
  # what follows the device is its size
mkfs.btrfs :e -A: -b: -d: --data: -m: --metadata: -L: --label: -n: -s: -O: -r: --rootdir:r -U: --checksum:
mkfs.ext2 =mke2fs
mkfs.ext3 =mke2fs
mkfs.ext4 =mke2fs
mkfs.fat =mkfs.vfat
mkfs.vfat :en -b: -D: -f: -F: -g: -h: -i: -l: -m:r -M: -n: -r: -R: -s: -S:
mkfs.xfs :e -b: -m: -d: -i: -l: -L: -n: -p:r -r: -s:
mknod :wn q -m: --mode: -Z
mksh @shells
mkswap :en -L: --label: -U: --uuid: -p: --pagesize: -v:
mktemp @files
mlflow :n
mlocate :n
mlr =csvlook
mmv :b
mocha =jest
modal :n
modprobe :n
mogrify :b =long -resize: -quality: -format: -path:w -o: -strip
mongo @databases
mongosh @databases
monit :n
montage =convert
moon :n
more :r -n: --lines: +?:c
mosh @wrappers
most =more
mount :nw>w -t: --types: -o: --options: -L: --label: -U: --uuid: -O: -T: -N: --source:
mountpoint :n
mousepad :b
move-item =Move-Item
mpiexec @wrappers
mpirun @wrappers
mpstat :n
mruby @code
msbuild :n
msmtp =sendmail
mssql-cli @databases
mtr :n
multipass @wrappers
mutool :r -o:w
mutt =mail
mv @files
mvn :n
mvnw :n
mycli @databases
mypy :r -c: -p: --package: -m: --module: --config-file:r --config:r --rcfile:r -d: --disable: -e: --enable: -f:
  --output-format: --format: -j: --jobs: --python-version: --python-executable: --cache-dir: --project:r --exclude:
  --select: --ignore: --max-line-length: --ini:r -o:w --output:w --output-file:w --html-report:w --junit-xml:w -r -n:
  -l -i -x: -s: -t:
mypyc =cython
mysql @databases
mysqladmin @databases
n :n
nail =mail
namei :n
nano :b -c: -r: -s: -T: -Y: -l: +?
  # an editor reads its file and writes it
nasm =as
nawk @code
nc @network
ncal :n
ncat @network
ncu :n
ne =nano
neato =dot
neofetch :n
neomutt =mail
nerdctl @wrappers
netcat @network
netlify sub :n
netlify/env:import :s
netstat :n
networkctl :n
new-item =New-Item
newfs =mkswap
newgrp :n
next :n
nft :n
ng :n
ngrok :n
nice @wrappers
nim =swiftc
ninja :n
nix sub :n
nix-env :n
nix-shell :n --run:x --command:x -p: -I: -A:
nix/develop :n @-c @--command
nix/shell =nix/develop
nl :r -b: -d: -f: -h: -i: -l: -n: -s: -v: -w: --body-numbering: --section-delimiter: --footer-numbering:
  --header-numbering: --line-increment: --join-blank-lines: --number-format: --number-separator:
  --starting-line-number: --number-width:
nm =objdump
nmap :n
nmcli :n
nocache @wrappers
node @code
nodejs @code
nodemon @wrappers
nodenv sub :n
nodenv/exec ^ :p
nohup @wrappers
nomad sub :n
nomad/alloc sub :n
nomad/alloc/exec ^ =long :np -task: -i: -t: -e: -job
nosetests =pytest
notepad :b
notepad.exe :b
nox :n
np :n
npm sub :n -C: --prefix: --dir: --cwd: -w: --workspace: --filter: -F: --registry: --loglevel:
npm-check :n
npm/exec ^ :p -c:x --call:x -p: --package: -w: --workspace:
npm/x =npm/exec
nproc :n
npx =npm/exec
  # a package's program may be a known one
nsenter @wrappers
nslookup @network
nu :r -c:x --commands:x
nuget :n
nuitka =cython
numactl @wrappers
nuxt :n
nvcc =cc
nvim @editors
nvm :n
nwipe :d -m: --method: -r: --rounds: -p: --prng: -l: --logfile:w
nx :n
nyc =jest
objcopy =patchelf
objdump :r -j: -M: -b: -m: -e:r -x: -p: -C?
oc @wrappers
ocaml :r -e:l
ocamlc =swiftc
ocamlopt =swiftc
oci :n --file:s --from-json: --name: --bucket-name:
octave :r --eval:l
od @text
oksh @shells
ollama :n
onchange @wrappers
op sub :n
op/run ^ :p --env-file:r
opam :n
open :r -a: -b: -e -t
opencode :n
openssl @text
optipng =mogrify
osascript @code
osh @shells
osql @databases
otool =objdump
out-file =Out-File
oxlint =eslint
packer :n
pacman :n
paket :n
pandoc :r -o:w --output:w -f: --from: -r: --read: -t: --to: -w: --write: -d:r --defaults:r -M: --metadata:
  --metadata-file:r -V: --variable: -H:r --include-in-header:r -B:r --include-before-body:r -A:r
  --include-after-body:r -c: --css: -F:x --filter:x -L:r --lua-filter:r --template:r --bibliography:r --csl:r
  --data-dir: --resource-path: --pdf-engine: --wrap: --columns: --toc-depth: --extract-media:w --reference-doc:r
  --log:w --highlight-style:
parallel @wrappers
parcel =swc
parted :n
paru :n
pass :n
passwd :n w=/etc/shadow -S=n --status=n
paste @text
patch @editors
patchelf :b -o:w -R: -N: -K: -j: -I: -O: -F: --set-rpath: --set-interpreter: --output:w
  # in place, unless -o or a second operand
pathchk :n
pax @archives
pbcopy =wl-copy
pbpaste :n
pbzip2 @archives
pdfimages :r -o:w
pdfinfo :r -o:w
pdflatex :r
pdftk =qpdf
pdftocairo =pdftotext
pdftohtml =pdftotext
pdftoppm :r -o:w
pdftops =pdftotext
pdftotext :rw =long -f: -l: -r: -enc: -opw: -upw: -x: -y: -W: -H:
pdm sub :n
pdm/run ^ :p -p: --project: -s:
pdoc =doxygen
perf @wrappers
perl @code
pest :r
pg =more
pg_restore @databases
pgcli @databases
pgrep :n
php @code
php-cs-fixer :r
phpcbf :r
phpcs :r
phpmd :r
phpstan :r
phpunit :r
pico =nano
pidof :n
pigz @archives
ping @network
ping6 @network
pinky :n
pip :n -r:r --requirement:r -c:r --constraint:r -d:w --dest:w -t:w --target:w -e: --editable: -i: --index-url:
  --extra-index-url: -f: --find-links: --log:w --report:w --python: --prefix:w --root:w -w:w --wheel-dir:w
pip-audit :n
pip-compile :n
pip-sync :n
pip3 =pip
pipenv sub :n
pipenv/run ^ :p
pipx =uvx
pipx/ensurepath :n
pipx/inject :n
pipx/install :n
pipx/list :n
pipx/run ^ :p --spec: --python: --pip-args:
pipx/uninstall :n
pipx/upgrade :n
pipx/upgrade-all :n
pixi sub :n
pixi/run ^ :p -e: --environment:
pkexec @wrappers
pkg :n
pkg-config :n
pkgconf :n
pkill :n
playwright =jest
plink @wrappers
plocate :n
pluma :b
pm2 :n
pngquant =mogrify
pnpm =npm
pnpm/dlx ^ :p -c:x --package:
pnpm/exec ^ :p -c:x
pnpx =npm/exec
pod :n
podman @wrappers
podman-compose @wrappers
poetry sub :n -C: --directory: -P: --project:
poetry-core :n
poetry/run ^ :p
port :n
posh @shells
postcss =swc
postfix =sendmail
poweroff :n
powershell =pwsh
pr :r -h: --header: -l: --length: -o: --indent: -w: --width: -W: --page-width: -D: --date-format: -N:
  --first-line-number: -S? -s? -e? -i? -n? +?
pre-commit :n
prek :n
premake :n
prename :nb -e:!
presto @databases
presto-cli @databases
prettier :r -w=b --write=b --config:r --ignore-path:r --parser: --plugin: --stdin-filepath: --tab-width:
  --print-width: --end-of-line: --trailing-comma: --log-level: --prose-wrap: --arrow-parens: --cache-location:
  --check=r -c=r -l=r --list-different=r
printenv @wrappers
printf @text
prisma @migrations
prlimit @wrappers
proot @wrappers
proselint =yamllint
protoc :r -I: --proto_path: -o:w --descriptor_set_out:w
proxychains @wrappers
pry @code
ps :n
ps2pdf =pdftotext
psalm :r
psql @databases
ptx :rw -A -F: -M: -S: -W: -b:r -g: -i:r -o:r -w: --break-file:r --ignore-file:r --only-file:r --width: --gap-size:
pulumi :n
puppet :n
pvs :n
pwd @text
pwsh ^ =long :x -Command:x -command:x -c:x -C:x -File:r -file:r -f:r -ExecutionPolicy: -executionpolicy: -ep:
  -WorkingDirectory: -wd: -EncodedCommand:k -encodedcommand:k -enc:k -ec:k -e:k -E:k
  # its simple commands read like a shell's
py.test =pytest
pycharm :n
pycodestyle =mypy
pydocstyle =mypy
pyenv sub :n
pyenv/exec ^ :p
pyflakes =mypy
pygmentize =bat
pyinstaller =cython
pylint =mypy
pypy @code
pypy3 @code
pyre =mypy
pyright =mypy
pytest :r -k: -m: -c:r -o: -p: -n: -W: --ignore: --ignore-glob: --deselect: --rootdir: --confcutdir: --basetemp:d
  --junitxml:w --junit-xml:w --log-file:w --cov? --cov-report: --cov-config:r --tb: --maxfail: --durations: --timeout:
  --capture: --color: --numprocesses: --override-ini: -r:
  # --basetemp: "this directory is removed if it exists"
python @code
python-config :n
python2 @code
python3 @code
pythonw @code
pytype =mypy
pyupgrade =black
qemu-aarch64 @wrappers
qemu-arm @wrappers
qemu-x86_64 @wrappers
qjs @code
qmv :b
qpdf :r>w -o:w
quasar :n
qunit =jest
r @code
rabbitmqctl =ldapsearch
racket :r -e:l
radon =mypy
rage =age
rails @code
railway :n
rake @migrations
raku :r -e:l
ranlib :w
rar @archives
rbash @shells
rbenv sub :n
rbenv/exec ^ :p
rc-service :n
rclone @network
rd =Remove-Item
react-native :n
readelf =objdump
readlink @text
realpath @text
rebar3 :n
reboot :n
red @editors
redis-cli @databases
release-it :n
remix :n
remove-item =Remove-Item
remove_directory =rm
rename :nb -e:!
rename-item =Rename-Item
render :n
renice :n
replicate :n
repo sub :n
repo/forall :n -c:x -r: -i: -g: -j:
reset :n
resize2fs :n
resolvectl @network
rev @text
revive =golangci-lint
rg @search
rimraf =rm
rksh @shells
rlogin :n <s
rlwrap @wrappers
rm :d q --interactive? --preserve-root?
  # rmdir -p removes the parents too
rmdir =rm
rmmod :n
rmtrash :w
rollup =swc
rome =biome
rot13 @text
route :n
rpm :n
rqlite @databases
rspack =swc
rst2html =doxygen
rsvg-convert =qpdf
rsync @network
rtx sub :n
rubocop =standardrb
ruby @code
ruff sub :n
ruff/check :r --fix=b --config: --select: --ignore: --extend-select: --output-format: -o:w --output-file:w --exclude:
  --target-version: --cache-dir: --stdin-filename: --line-length: --fixable: --per-file-ignores:
ruff/format :b --check=r --diff=r --config: --exclude: --line-length: --target-version: --cache-dir: --stdin-filename:
  --range:
runuser @wrappers
rush :n
rustc :r -o:w --out-dir:w --edition: -L: -l: -C: --crate-type: --crate-name: --emit: --target: --extern: --cfg:
  --check-cfg: -A: -W: -D: -F: --cap-lints: --explain: --print:
rustdoc =doxygen
rustfmt :b --check=r --edition: --config: --config-path:r --emit:
rustup :n
rvim @editors
rye sub :n
rye/run ^ :p
rzsh @shells
s-nail =mail
s3cmd @network
s4cmd @network
s5cmd @network
safari :n
safety :n
salt @wrappers
sam :n
samu :n
sandbox-exec @wrappers
sar :n
sass =swc
sbcl :n --eval:l --load:r --script:r
sbt :n
scala :r -e:l
scalac =javac
scc =tokei
sccache @wrappers
scons :n
scoop :n
scp @network
scrapy :n
screen @wrappers
screenfetch :n
script @wrappers
scrub :d -p: --pattern: -D: --dirent: -b: --blocksize: -s: --device-size: -X: --freespace:
scss =swc
sdiff :r -o:w --output:w -I: -w: --width: --diff-program:x -W
sdk :n
sed @editors
sem @wrappers
semantic-release :n
semgrep =yamllint
sendmail :n <s -f: -F: --attach:s --body:
sensible-browser :n
sentry-cli :n
seq @text
sequelize @migrations
sequelize-cli @migrations
serve :r. -l: --listen: -p: -c:r --config:r
serverless :n
service :n
set-content =Set-Content
setarch @wrappers
setfacl :w q -m: --modify: -x: --remove: -M:r --modify-file:r -X:r --remove-file:r --set: --set-file:r --restore:r
setfattr :w q -n: --name: -v: --value: -x: --remove: --restore:r
setpriv @wrappers
setsid @wrappers
setterm :n
setuidgid @wrappers
setuptools :n
sfdisk :wn -l=n --list=n -d=n --dump=n -J=n --json=n -V=n --verify=n -s=n
sfdp =dot
sftp @network
sg @wrappers
sgdisk :n
sh @shells
sha1sum =b2sum
sha224sum =b2sum
sha256sum =b2sum
sha384sum =b2sum
sha512sum =b2sum
shards :n
shasum :r -a: --algorithm:
shellcheck :r -s: --shell: -e: --exclude: -i: --include: -f: --format: -o: --enable: -S: --severity: -P:
  --source-path: -W: --wiki-link-count: -C? --color? --rcfile:r
shfmt :r -w=b --write=b -i: --indent: -ln: --language-dialect: --filename:
shred :d q -n: --iterations: -s: --size: --random-source:r
  # it overwrites, and with -u removes
shuf :r -i: --input-range: -n: --head-count: -o:w --output:w --random-source:r -e=n --echo=n
  # -e: the operands are the lines
shutdown :n
shx ^ :p
singularity sub :n
singularity/exec ^ :np
singularity/run ^ :n
size =objdump
skaffold :n
sl :n
sleep :n
slogin @wrappers
sls :n
smartctl :n
smbclient @network
snap :n
snmpwalk =ldapsearch
snowsql @databases
socat @network
softlimit @wrappers
softwareupdate :n
sops sub :r -i=b --in-place=b --output:w --age: --pgp: --kms: --config:r --input-type: --output-type: --extract:
  --set:
sops/decrypt :r -i=b --in-place=b --output:w --extract: --input-type: --output-type:
sops/edit :b
sops/encrypt :r -i=b --in-place=b --output:w --age: --pgp: --kms: --input-type: --output-type:
sops/exec-env :rx
sops/exec-file :rx
sops/updatekeys :b
sort @text
source-highlight =bat
sox :r -o:w
soxi :r -o:w
spack :n
spark-sql @databases
spectral =yamllint
sphinx-build =doxygen
splint =clang-tidy
split @files
sponge @text
sqlcmd @databases
sqlfluff =yamllint
sqlite @databases
sqlite3 @databases
sqlplus @databases
sqlx @migrations
srm =rm
ss :n
ssed @editors
ssh @wrappers
ssh-add :n -t: -s: -e: -h: -H:r
  # it uses keys, and shows none
ssh-agent :n -i:s -f:r -t: -p: -o: -F:r
ssh-copy-id @network
ssh-import-id =ssh-agent
ssh-keygen @files
ssh-keyscan =ssh-agent
sshpass @wrappers
ssmtp =sendmail
stack :n
standard =eslint
standard-version :n
standardrb :r -a=b -A=b --autocorrect=b --autocorrect-all=b -x=b -c:r --config:r -f: --format: -o:w --out:w --only:
  --except: --require: -r:
start :n
start-stop-daemon @wrappers
stat :n
staticcheck =golangci-lint
stdbuf @wrappers
step :n
stern :n
storybook :n
strace @wrappers
streamlit :n
strings :r -n: --bytes: -t: --radix: -e: --encoding: -T: --target: -s: --output-separator: -U:
strip =patchelf
stripe :n
stty :n
studio :n
stylelint =eslint
su @wrappers
su-exec @wrappers
subl :r
sudo @wrappers
sudoedit @wrappers
sum =b2sum
supabase @migrations
supervisorctl :n
sv :n
svelte-kit :n
svgo =swc
svn sub :n --username: --password: --config-dir:
svn/del =svn/delete
svn/delete :d -m: --message: -F:r --file:r --targets:r
svn/remove =svn/delete
svn/rm =svn/delete
swaks =sendmail
swapoff :n
swapon :n
swc :r -o:w --output:w --out-file:w -d:w --out-dir:w --outdir: --outfile:w -c:r --config:r -m: --mode: -e: -p: -f:
  --format: -i:r
swift sub :n -e:l
swiftc :r =whole -o:w -I: -L: -l: -D: -module-name: -target: -sdk:
symfony @migrations
sync :n
sysctl :n
systemctl :n
systemd-cat @wrappers
systemd-inhibit @wrappers
systemd-nspawn @wrappers
systemd-resolve @network
systemd-run @wrappers
tac @text
tail @text
tailscale :n
tap =jest
tar @archives
task :n
taskset @wrappers
tc :n
tcc =cc
tclsh @code
tcpdump :n
tcsh @shells
tee @text
telinit :n
telnet @network
tensorboard :n
terraform :n
terragrunt :n
terser =swc
test :n
tex :r
tflint =yamllint
tftp @network
thor :n
tidy :r -m=b -modify=b -o:w -output:w -config:r -f:w
tilt :n
time @wrappers
timedatectl :n
timeout @wrappers
times :n
tini @wrappers
tldr =man
tmux @wrappers
tnftp @network
tofu :n
toilet :n
tokei :r -e: --exclude: -t: -o: --by-file
tomlq =dasel
toolbox @wrappers
top :n
torify @wrappers
torsocks @wrappers
touch :w q -d: --date: -t: -r: --reference: --time: -A:
tox :n
toybox @wrappers
tput :n
tr @text
tracepath @network
traceroute @network
transfer :s
trash :w
  # to the bin: it can be had back
trash-empty :n
trash-put :w
trash-rm :n
tree =du
trickle @wrappers
trino @databases
trivy =yamllint
true @text
truffleruby @code
truncate @files
ts-node @code
tsc :r -p:r --project:r --outDir:w --outFile:w -t: --target: -m: --module: --lib: --jsx: --rootDir: --declarationDir:w
tsh sub :n
tsh/ssh ^ :np
tslint =eslint
tsocks @wrappers
tsort :r
tsx @code
tty :n
tuist :n
tune2fs :n
turbo =swc
turso @migrations
twilio :n
twine sub :n
twine-check :n
twine/upload :s -r: --repository: -u: -p: -c: --repository-url: --config-file:r
twopi =dot
typedoc =doxygen
typeorm @migrations
typeorm-ts-node-commonjs @migrations
typeorm-ts-node-esm @migrations
typos =codespell
typst :r
udevadm :n
udocker sub :n
udocker/run ^ :np
ufw :n
uglifyjs =swc
ugrep @search
ulimit :n
umount :w -t: -O: -N:
uname @text
unar :r -o:w -output-directory:w
unbuffer @wrappers
uncompress @archives
uncrustify :b -o:w
unexpand =expand
unifdef :b -o:w
uniq @text
  # the second operand is the output
unix2dos =dos2unix
unlink =rm
unlz4 @archives
unlzma @archives
unpigz @archives
unrar @archives
unshare @wrappers
unxz @archives
unzip @archives
unzstd @archives
update-alternatives :n
update-rc.d :n
updatedb :n
uptime :n
useradd :n w=/etc/passwd
userdel :n w=/etc/passwd
usermod :n w=/etc/passwd
users :n
usql @databases
uudecode :r -o:w --output-file:w
uuencode :rn
  # the second operand is a name for the header
uv sub :n --directory: --project: --config-file:r --cache-dir: -p: --python: --color:
uv/pip :n -r:r --requirement:r -c:r --constraint:r -o:w --output-file:w -e: --editable: --target:w --prefix:w
  --python: -p: --index-url:
uv/run ^ :p --with: --with-editable: --with-requirements:r --extra: --group: --only-group: --no-group: --env-file:r
  --python: -p: --project: --directory: --package: --index-url: --index: --extra-index-url: -m: --module: -s --script
  --isolated
uvicorn :n
uvx ^ sub :p --from: --with: --python: -p: --index-url: --with-editable: --with-requirements:r --spec:
vagrant @wrappers
valac =swiftc
vale =yamllint
valgrind @wrappers
vault :n
vcpkg :n
vdir @files
velero :n
venv :n
vercel sub :n
vercel/env sub :n
vercel/env/pull :w
vgs :n
vi @editors
vidir :b
view @editors
vim @editors
vimdiff :r
vimx @editors
vipw :n
virtualenv :n
visudo @wrappers
vite =swc
vitest =jest
vmstat :n
volta :n
vsql @databases
vue :n
vulture =mypy
w :n
waf :n
wall :n
wandb :n
watch @wrappers
watchexec @wrappers
wc :r --files0-from:r --total:
wdiff :r
webpack =swc
webstorm :n
wezterm :n @--
wget @network
wget2 @network
whatis =man
whereis @text
which @text
who :n
whoami @text
whois @network
winget :n
wipe =rm
wipefs :n -a=d --all=d -o: -t: -O: --offset: --types: --output:
  # without -a and -o it only lists
wish @code
with-contenv @wrappers
wkhtmltoimage =qpdf
wkhtmltopdf =qpdf
wl-copy :r -selection: -sel: -t: -i: -o
wl-paste :n
wormhole sub :n
wormhole/send :s --text:S --code:
wrangler @migrations
write :n
wsl @wrappers
wslview :n
xargs @wrappers
xattr :n -w=nnw -d=nw -c=w
xbps-install :n
xclip =wl-copy
xcode :n
xcodebuild :n
xcrun :n
xdelta3 :rrw
xdg-open :r
xed :b
xelatex :r
xh @network
xhs @network
xmake :n
xmllint :r -o:w --output:w --xpath: --schema:r --relaxng:r --dtdvalid:r --encode: --pattern: --path: --maxmem:
xmlstarlet =xmllint
xo =eslint
xonsh :r -c:x
xq =dasel
xsel =wl-copy
xsv =csvlook
xterm :n @-e
xvfb-run @wrappers
xxd @text
xxhsum :r -s:
xz @archives
xzcat =zcat
xzdiff =zdiff
xzgrep @search
xzless :r
xzmore :r
yacc =bison
yamllint :r -c:r --config:r --config-file:r -d: -f: --format: -o:w --output:w -i: -s: -r: -t:
yapf =black
yarn =npm
yarn/dlx ^ :p -p: --package:
yarn/exec ^ :p
yash @shells
yasm =as
yay :n
yes @text
yq sub :mr -i=nb --inplace=nb -f? --from-file:r! -o: --output-format: -p: --input-format: -I: --indent: -s:
  --split-exp: -L: --expression:! --arg: --argjson:
yq/e :mr -i=nb --inplace=nb -o: -p: -I: -s: --from-file:r! --expression:!
yq/ea =yq/e
yq/eval =yq/e
yq/eval-all =yq/e
ysh =osh
ysqlsh @databases
yum :n
zcat :r -S: --suffix:
zcmp =zdiff
zdiff :r -U: -C:
zed :r
zegrep @search
zellij @wrappers
zfgrep @search
zfs :n
zgrep @search
zig =swiftc
zip @archives
zipinfo :r
zipnote :r
zkCli.sh =ldapsearch
zless :r
zmore :r
zpool :n
zsh @shells
zstd @archives
zstdcat =zcat
zypper :n
"""


class Table:
    """A mapping from a program's base name to its row."""

    __slots__ = ("_found",)

    def __init__(self) -> None:
        self._found: dict[str, str | None] = {}

    def get(self, name: str) -> str | None:
        """The row of a program, None if it is not in the table."""
        try:
            return self._found[name]
        except KeyError:
            if len(self._found) > MAX_FOUND:
                self._found.clear()
            row = self._found[name] = self._row(name)
            return row

    def __contains__(self, name: str) -> bool:
        return self.get(name) is not None

    def __iter__(self) -> Iterator[str]:
        """All names, in their order."""
        return iter([line.partition(" ")[0] for line in _ROWS.split("\n") if line[:1] not in ("", " ")])

    def _row(self, name: str) -> str | None:
        if not name or " " in name or "\n" in name:
            return None
        start = _ROWS.find(f"\n{name} ")
        if start < 0:
            return None
        start += len(name) + 2
        end = _ROWS.find("\n", start)
        row = _ROWS[start:end]
        while _ROWS[end + 1 : end + 2] == " ":
            start, end = end + 3, _ROWS.find("\n", end + 1)
            if _ROWS[start] != "#":
                row += " " + _ROWS[start:end]
        return self.get(row[1:]) if row[0] == "=" else row


TABLE = Table()
