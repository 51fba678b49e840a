"""The rows of programs whose names begin from `p` to `r`."""

ROWS = """
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
parted :bn -l=n --list=n -a: --align:
paru :n
pass :n
passwd :n w=/etc/shadow -S=n --status=n
paste @text
pastebinit :s <s -i:s -a: -b: -f: -t: -u: -p: -m:
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
pvremove :d
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
rc :r -c:x
rc-service :n
rclone @network
rd =Remove-Item
rdfind :r =long -deleteduplicates=d -outputname:w -minsize: -maxsize:
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
restic sub :n -r: --repo: -p:r --password-file:r -o: --option: --cacert:r
restic/backup :s -r: --repo: -e: --exclude: --exclude-file:r --files-from:r --tag: --host: -p:r --password-file:r
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
rustc :C -o:w --out-dir:w --edition: -L: -l: -C: --crate-type: --crate-name: --emit: --target: --extern: --cfg:
  --check-cfg: -A: -W: -D: -F: --cap-lints: --explain: --print:
rustdoc =doxygen
rustfmt :b --check=r --edition: --config: --config-path:r --emit:
rustup :n
rvim @editors
rye sub :n
rye/run ^ :p
rzsh @shells
"""
