"""The rows of programs whose names begin from `d` to `f`."""

ROWS = """
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
fdisk :b -l=n --list=n -x=n --list-details=n -s=n -v=n -V=n -h=n -b: -c? -C: -H: -L? -o: -S: -t: -u? -w: -W:
fdp =dot
fdupes :r -d=d --delete=d -G: --minsize: -L: --maxsize: -o: --order: -l: --log:w
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
"""
