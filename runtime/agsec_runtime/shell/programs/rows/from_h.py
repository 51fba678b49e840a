"""The rows of programs whose names begin from `h` to `l`."""

ROWS = """
hadolint =yamllint
halt :n
hatch sub :n
hatch/run ^ :p
hcloud :n
hd =hexdump
hdparm :n --security-erase:=e --security-erase-enhanced:=e --security-set-pass: --user-master:
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
hg/purge :d. -p=r --print=r -I: -X: --include: --exclude:
hg/remove :d -I: -X: --include: --exclude:
hg/rm =hg/remove
highlight =bat
history @text
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
ip sub :n
ip/netns sub :n
ip/netns/exec ^ :np
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
java :Ln =long ^ -cp: -classpath: --class-path: -p: --module-path: -m: --module: -jar:r
  # what stands behind the class is its own affair
javac :C =long -d:w -cp: -classpath: --class-path: -sourcepath: --source-path: -s:w -h:w --release: -source: -target:
  -encoding: -processor: -p: --module-path: -J
javadoc =doxygen
jdupes :r -d=d --delete=d -C: -P: --print: -X: --ext-filter: -o: --order: -y: --hash-db:
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
kopia sub :n --config-file:r -p: --password:
kopia/snapshot sub :n
kopia/snapshot/create :s --description: --tags:
kops :n
kotlin :Ln =long ^ -e:l -expression:l -cp: -classpath: --class-path: -p: --module-path: -m: --module: -jar:r
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
lvremove :d -S: --select:
lvs :n
lxc @wrappers
lxc-attach @wrappers
lz4 @archives
lz4cat =zcat
lzcat =zcat
lzip @archives
lzma @archives
lzop @archives
"""
