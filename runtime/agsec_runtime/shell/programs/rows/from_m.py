"""The rows of programs whose names begin from `m` to `o`."""

ROWS = """
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
mdadm :n --zero-superblock=e
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
nvme sub :n
nvme/format :e -n: --namespace-id: -l: --lbaf: -s: --ses:
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
opencode @agents
openssl @text
optipng =mogrify
osascript @code
osh @shells
osql @databases
otool =objdump
out-file =Out-File
oxlint =eslint
"""
