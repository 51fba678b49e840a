"""The rows of programs whose names begin from `t` to `z`."""

ROWS = """
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
tmpreaper :nd -t=nr --test=nr --protect: -T: --runtime:
tmpwatch :nd -t=nr --test=nr -x: --exclude: -X: --exclude-pattern: -U: --exclude-user:
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
tsql @databases
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
unsquashfs :rn =long -d:w -dest:w -p: -processors: -e:r -ef:r
unxz @archives
unzip @archives
unzstd @archives
update-alternatives :n --install=wn
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
vgremove :d
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
zfs sub :n
zfs/destroy :d
zgrep @search
zig =swiftc
zip @archives
zipinfo :r
zipnote :r
zkCli.sh =ldapsearch
zless :r
zmore :r
zpool sub :n
zpool/destroy :d
zsh @shells
zstd @archives
zstdcat =zcat
zypper :n
"""
