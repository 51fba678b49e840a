"""The rows of programs whose names begin with `c`."""

ROWS = """
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
cc :C =whole -o:w -I: -L: -D: -U: -l: -B: -x: -include:r -imacros:r -isystem: -iquote: -idirafter: -MF:w -MT: -MQ:
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
claude @agents
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
cmake @cmake
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
codex @agents
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
copilot @agents
copy-item =Copy-Item
cordova :n
corepack :n
coreutils @wrappers
cowsay :n
cp @files
cpack :n -G: -C: -D: -B:w --config:r
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
cryptsetup sub :n
cryptsetup/erase :d
cryptsetup/luksErase :d
cryptsetup/luksFormat :en -c: --cipher: -h: --hash: -s: --key-size: -i: --iter-time: --type: -d:r --key-file:r --label:
  --uuid: --pbkdf: --sector-size: --header:
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
ctest :n =long -S:r -SP:r -test-dir: -R: -E: -L: -LE: -j: -C: -D: -M: -T: -O:w -build-and-test
curl @network
curlie @network
cursor =code
cursor-agent @agents
cut @text
cvs sub :n
cvs/remove :d
cvs/rm :d
cwebp =convert
cxfreeze =cython
cypress =jest
cython :r -o:w --output-file:w -n: --name: --distpath:w --workpath:w --specpath:w --add-data: --hidden-import: -I: -X:
cz :n
"""
