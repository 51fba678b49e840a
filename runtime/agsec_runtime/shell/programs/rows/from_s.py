"""The rows of programs whose names begin with `s`."""

ROWS = """
s-nail =mail
s3cmd @network
s4cmd @network
s5cmd @network
safari :n
safe-rm =rm
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
setcap :nw -r=w
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
sgdisk :n -Z=e --zap-all=e -z=e --zap=e -o=e --clear=e -d:=e --delete:=e -n:=b --new:=b -t:=b --typecode:=b -g=b -G=b
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
swiftc :C =whole -o:w -I: -L: -l: -D: -module-name: -target: -sdk:
symfony @migrations
sync :n
sysctl :n
systemctl :n
systemd-cat @wrappers
systemd-inhibit @wrappers
systemd-nspawn @wrappers
systemd-resolve @network
systemd-run @wrappers
"""
