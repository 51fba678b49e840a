"""The table of programs: what each row makes of a call, as the program's manual has it."""

from __future__ import annotations

import pytest

from agsec_runtime.marks import as_written
from agsec_runtime.paths import absolute
from agsec_runtime.shell.found import Found
from agsec_runtime.shell.operands import module
from agsec_runtime.shell.programs.git_options import ROWS as GIT
from agsec_runtime.shell.table import MODULES, TABLE, rows
from agsec_runtime.shell.walk import derive

CWD = "/home/dev/app"

# COMMAND | reads | writes | deletes, relative to the working directory.
CASES = r"""
age -r age1x -o out.age in.txt | in.txt | out.age |
age -d -i key.txt -o out in.age | key.txt in.age | out |
age-keygen -o key.txt | | key.txt |
as -o a.o a.s | a.s | a.o |
aspell -d en check.txt | check.txt | check.txt |
b2sum -l 256 a b | a b | |
b3sum -s 1 a | a | |
base58 -w 0 a | a | |
bat -l py -r 1:5 a.py | a.py | |
bat --theme ansi a.py | a.py | |
biome check --write src | check src | check src |
bison -d -o parser.c parser.y | parser.y | parser.c |
black -l 100 src | src | src |
black --check src | src | |
blkdiscard -o 0 /dev/sdb | | /dev/sdb | /dev/sdb
cargo build --config x | | |
cargo +nightly build --release | | |
cc -O2 -Iinclude -o app main.c | main.c | app |
cc -omain main.c -lm | main.c | main |
cc -fno-common -c main.c | main.c | |
gcc -MF deps.d -include pre.h -x c a.c | pre.h a.c | deps.d |
chattr +i f | | f |
chattr -i f | | f |
chmod 600 f | | f |
chmod -x f | | f |
chmod -R u+w src | | src |
chmod --reference=a f | | f |
chown -R root:root f | | f |
chown --reference=a f | | f |
clang-format --style=file a.c | a.c | |
clang-format -i a.c | a.c | a.c |
clang-tidy -p build a.c | a.c | |
cmake -S . -B build | | build |
cmake -E rm -f a | | | a
cmake -E remove -f a b | | | a b
cmake -E remove_directory build | | | build
cmake -E rename .env b | .env | b .env b/.env |
cmake -E copy .env b | .env | b b/.env |
cmake -E chdir src cmake -E cat a | src/a | |
cmake -E env A=1 rm a | | | a
cmake -E echo rm a | | |
cpack -G ZIP -B out --config x.cmake | x.cmake | out |
ctest --test-dir build -E rm -j 8 | | |
cmp -n 100 a b | a b | |
cmp a b 10 20 | a b | |
codespell -I words.txt src | words.txt src | |
codespell -w src | src | src |
column -t -s , a.csv | a.csv | |
comm -12 a b | a b | |
comm --output-delimiter , a b | a b | |
conda run -n base rm a | | | a
conda install -n base python | | |
convert -resize 50% a.png b.jpg | a.png | b.jpg |
btrfs subvolume delete a | | | a
cryptsetup luksFormat --type luks2 /dev/sdb | | /dev/sdb | /dev/sdb
cryptsetup open /dev/sdb a | | |
fdisk -l /dev/sda | | |
fdisk /dev/sda | /dev/sda | /dev/sda |
hdparm --user-master u --security-erase p /dev/sda | | /dev/sda | /dev/sda
hdparm -I /dev/sda | | |
lvremove -f vg/a | | | vg/a
mdadm --zero-superblock /dev/sdb | | /dev/sdb | /dev/sdb
nvme format /dev/nvme0n1 -s 1 | | /dev/nvme0n1 | /dev/nvme0n1
parted -s /dev/sda mklabel gpt | /dev/sda | /dev/sda |
parted -l | | |
sgdisk --zap-all /dev/sda | | /dev/sda | /dev/sda
sgdisk -n 1:0:0 /dev/sda | /dev/sda | /dev/sda |
sgdisk -p /dev/sda | | |
zfs destroy -r tank/a | | | tank/a
zpool status a | | |
csvlook -d ';' a.csv | a.csv | |
ctags -f tags a.c | a.c | tags |
dasel -f a.json .x | a.json .x | |
diff -u a b | a b | |
diff -U 3 -x .git -X list a b | list a b | |
diff --from-file a b c | a b c | |
diff3 -L x a b c | a b c | |
doppler run -p api rm a | | | a
doppler run --command 'rm a' | | | a
dos2unix a | a | a |
dos2unix -n a b | a | b |
dot -Tpng -o a.png a.dot | a.dot | a.png |
dot -T png a.dot | a.dot | |
du -d 1 src | | |
du -X list src | list | |
tree -L 2 src | | |
emacs -batch -l a.el b.txt | a.el b.txt | b.txt |
eslint -c rules.js --ext .ts src | rules.js src | |
eslint --fix src | src | src |
eslint -f json -o out.json src | src | out.json |
exiftool a.jpg | a.jpg | |
expand -t 4 a | a | |
fallocate -l 1G disk | | disk |
fallocate -p -o 0 -l 1M disk | | disk | disk
ffmpeg -i in.mp4 -c:v copy out.mp4 | in.mp4 | out.mp4 |
ffprobe a.mp4 | a.mp4 | |
file -f names a | names | |
file -m magic a | magic | |
fmt -w 80 a | a | |
git -C x status | | |
go build -o bin/app ./cmd/app | | bin/app |
go test -coverprofile cover.out ./... | | cover.out |
go run main.go rm a | | |
go vet ./... | | |
gofmt -l src | src | |
gofmt -w src | src | src |
golangci-lint run -c lint.yml | lint.yml | |
gpg -o out -d in.gpg | in.gpg | out |
gpg -r me@example.com --output=out.gpg -e in | in | out.gpg |
gpg --list-keys someone | | |
hexdump -n 16 -s 4 a | a | |
hexdump -f fmt a | fmt a | |
hexyl -n 16 a | a | |
htpasswd -b .htpasswd user secret | | .htpasswd |
iconv -f latin1 -t utf-8 -o out in | in | out |
indent a.c | a.c | a.c |
isort -c src | src | |
autopep8 -i a.py | a.py | a.py |
java -cp lib Main rm a | | |
java -jar app.jar rm a | app.jar | |
javac -d out -cp lib A.java | A.java | out |
jest -c jest.config.js rm | | |
join -t , -1 2 -2 3 a b | a b | |
keytool -list -keystore ks | ks | ks |
ld -o a.out -L lib a.o | a.o | a.out |
ldapsearch -f list x | list | |
less -p pattern a | a | |
less -o copy a | a | copy |
less +F a | a | |
look -t x word file | file | |
m4 -D X=1 a.m4 | a.m4 | |
mail -s hi -a .env a@example.com | .env | |
make -C dir -f build.mk clean | build.mk | |
man -P 'rm a' ls | | | a
md5 -s text a | a | |
sha256sum --check sums | sums | |
mkdir -p -m 700 a/b | | a/b |
mke2fs -t ext4 -L x /dev/sdb1 100M | | /dev/sdb1 | /dev/sdb1
mkfs -t ext4 /dev/sdb1 | | /dev/sdb1 | /dev/sdb1
mkfs.btrfs -f -L x /dev/sdb | | /dev/sdb | /dev/sdb
mkfs.vfat -F 32 /dev/sdb1 | | /dev/sdb1 | /dev/sdb1
mkfs.xfs -f /dev/sdb1 | | /dev/sdb1 | /dev/sdb1
mknod -m 600 a c 1 3 | | a |
mkswap -L swap /dev/sdb2 | | /dev/sdb2 | /dev/sdb2
mktemp -d /tmp/x.XXXX | | /tmp/x.???? |
mogrify -resize 10% a.png | a.png | a.png |
more -n 20 +5 a | a | |
mypy -p pkg --config-file mypy.ini src | mypy.ini src | |
pylint --rcfile=.pylintrc src | .pylintrc src | |
nano -T 4 +3 a | a | a |
nix-shell -p jq --run 'rm a' | | | a
nl -b a -w 3 f | f | |
npm -C dir install x | | |
npm run rm a | | |
npm exec -p x rimraf a | | | a
npm exec -c 'rm a' | | | a
npx -y rimraf a | | | a
npx -p x tool rm a | | |
npx -c 'rm a' | | | a
pnpm exec rm a | | | a
pnpm -C dir exec rm a | | | a
pnpm dlx --package x rm a | | | a
yarn dlx -p x rimraf a | | | a
objdump -j .text a.o | a.o | |
op run --env-file=.env rm a | .env | | a
pandoc -f markdown -o a.html a.md | a.md | a.html |
pandoc --template=t.html -V x=y a.md | t.html a.md | |
patchelf --set-rpath /x app | app | app |
pdftotext -f 1 -l 2 a.pdf a.txt | a.pdf | a.txt |
pdm run -p dir rm a | | | a
pip install -r req.txt -t dir x | req.txt | dir |
pip download -d wheels x | | wheels |
pipx run --spec x rm a | | | a
pipx install black | | |
pixi run -e test rm a | | | a
poetry -C dir run rm a | | | a
poetry add rm | | |
uv run --with x rm a | | | a
uv --directory dir run rm a | | | a
uv pip install -r req.txt | req.txt | |
uvx --from x ruff check src | src | |
pr -l 60 -h title a | a | |
pastebinit -i a -b example.com | a | |
prettier --parser babel a.js | a.js | |
prettier -w a.js | a.js | a.js |
protoc -I proto a.proto | a.proto | |
ptx -w 60 a b | a | b |
pytest -k name -c pytest.ini tests | pytest.ini tests | |
pytest --basetemp=tmp tests | tests | | tmp
pytest --junitxml out.xml tests | tests | out.xml |
qpdf in.pdf out.pdf | in.pdf | out.pdf |
rename s/a/b/ x y | x y | x y |
rename -e s/a/b/ x | x | x |
rm -rf a b | | | a b
rm -- -a | | | -a
rm --interactive=never a | | | a
rmdir -p a/b | | | a/b
unlink a | | | a
restic -r sftp:a@example.com:/r backup --exclude x src | src | |
borg create --exclude x a@example.com:r::one src | src | |
kopia snapshot create --tags a:b src | src | |
ruff check --select E src | src | |
ruff check --fix src | src | src |
ruff format src | src | src |
ruff format --check src | src | |
rustc --edition 2021 -o app main.rs | main.rs | app |
rustfmt --edition 2021 a.rs | a.rs | a.rs |
rustfmt --check a.rs | a.rs | |
sdiff -o out a b | a b | out |
setfacl -m u:x:r f | | f |
setfacl -M acl f | acl | f |
setfattr -n user.x -v 1 f | | f |
shasum -a 256 a | a | |
shellcheck -s bash -e SC1 a.sh | a.sh | |
shfmt -i 2 a.sh | a.sh | |
shfmt -w -i 2 a.sh | a.sh | a.sh |
shred -u -n 3 a | | | a
shuf -n 1 -o out in | in | out |
shuf -e a b | | |
sops -d -i secrets.yml | secrets.yml | secrets.yml |
sops decrypt --output plain secrets.yml | secrets.yml | plain |
sops encrypt --age x plain | plain | |
sops edit a.yml | a.yml | a.yml |
sops exec-env a.yml 'rm b' | a.yml | | b
ssh-add -t 60 key | | |
ssh-keygen -t ed25519 -f key | | key key.pub |
ssh-keygen -y -f key | key | |
ssh-keygen -R host -f known_hosts | | known_hosts |
rubocop -c conf.yml a.rb | conf.yml a.rb | |
rubocop -a a.rb | a.rb | a.rb |
strings -n 8 a | a | |
sass -o out.css in.scss | in.scss | out.css |
swiftc -o app a.swift | a.swift | app |
tidy -m a.html | a.html | a.html |
tidy -o out.html a.html | a.html | out.html |
tokei -e dir src | src | |
touch -d yesterday -r ref f | | f |
tsc -p proj --outDir dist | proj | dist |
unar -o out a.rar | a.rar | out |
uncrustify a.c | a.c | a.c |
uudecode -o out in | in | out |
uuencode in name | in | |
wc -l a | a | |
wc --files0-from=list | list | |
wipefs /dev/sdb | | |
wipefs -a /dev/sdb | | | /dev/sdb
xattr -p name f | | |
xattr -w name value f | | f |
xmllint --xpath //a --output out a.xml | a.xml | out |
xxhsum a | a | |
yamllint -c conf a.yml | conf a.yml | |
yq .a a.yml | a.yml | |
yq -i .a=1 a.yml | a.yml | a.yml |
yq eval -i .a=1 a.yml | a.yml | a.yml |
zcat a.gz | a.gz | |
zdiff -U 3 a.gz b.gz | a.gz b.gz | |
gio copy a b | a | b b/a |
gio remove a | | | a
gio save out | | out |
gio trash a | | a |
trash a | | a |
truncate -s 0 a | | a | a
truncate --size=1 a | | a | a
truncate -s 10G a | | a |
truncate -s +1K a | | a |
cp a b | a | b b/a |
cp a dir/ | a | dir dir/a |
cp -T a b | a | b |
cp -t dir a b | a b | dir dir/a dir/b |
cp -rt dir a | a | dir dir/a |
cp --target-dir=dir a | a | dir dir/a |
cp --backup --suffix .old a b | a | b b/a |
cp /dev/null a | | a a/null | a
mv a b | a | a b b/a |
mv -t dir a | a | a dir dir/a |
mv a /dev/null | a | a | a
install -m 644 -o root a b | a | b b/a |
install -d -m 755 x y | | x y |
install -Dt dir a | a | dir dir/a |
ln a b | a | b b/a |
ln -s ../.env link | /home/dev/.env .env | link link/.env |
ln -sT /etc/passwd link | /etc/passwd | link |
ln -sfn /dev/null a | | a a/null | a
link a b | a | b |
dd if=a of=b bs=1M | a | b |
dd if=/dev/null of=a | | a | a
dd of=a count=0 | | a | a
dd if=/dev/zero of=a bs=1M count=10 | | a |
dd if=/dev/zero of=/dev/sdb bs=1M count=10 | | /dev/sdb | /dev/sdb
dd if=/dev/urandom of=a conv=notrunc count=1 | | a | a
pwsh -Command 'Remove-Item -Recurse -Force build' | | | build
powershell -c 'Get-Content -Path .env' | .env | |
cmd /c del a | | | a
cmd /c 'del a' | | | a
Clear-Content -Path a | | a | a
Get-Content -Tail 3 -Path a | a | |
Copy-Item -Path a -Destination b | a | b |
Move-Item a b | a | a b b/a |
New-Item -ItemType Directory -Path d | | d |
Out-File -FilePath a | | a |
Rename-Item -Path a b | a | a b |
Set-Content -Path a -Value text | | a |
Invoke-Expression 'rm a' | | | a
split -l 100 -a 3 a part- | a | part-* |
split --filter='rm b' a | a | | b
csplit -f part a /x/ | a | part* |
jq .a a.json | a.json | |
jq -r --arg x y .a a.json | a.json | |
jq --rawfile x .env -n '$x' | .env | |
jq -f prog.jq a.json | prog.jq a.json | |
ls -la src | | |
sort -k 2 -t , -o out in | in | out |
sort --parallel 4 in | in | |
uniq -f 1 in out | in | out |
paste -d , a b | a b | |
tee -a out | | out |
head -n 3 a | a | |
base64 -w 0 a | a | |
tar czf a.tgz src | src | a.tgz |
tar -czf a.tgz -C /etc passwd | /etc/passwd | a.tgz |
tar cfC a.tar /etc passwd | /etc/passwd | a.tar |
tar -c --exclude .git -T list -f a.tar | list | a.tar |
tar cf a.tar --remove-files src | src | a.tar | src
tar xf a.tar | a.tar | . |
tar xzf a.tgz -C out x y | a.tgz | out/x out/y |
tar --extract --file=a.tar --directory=out | a.tar | out |
tar xOf a.tar x | a.tar | |
tar tf a.tar | a.tar | |
tar --delete -f a.tar x | a.tar | a.tar |
tar xf a.tar --to-command='rm b' | a.tar | | b
tar cf a.tar --checkpoint-action=exec='rm b' src | src | a.tar | b
tar -I 'zstd -19' -cf a.tar src | src | a.tar |
zip -r a src -x '*.pyc' | src | a.zip |
zip -m a.zip b | b | a.zip | b
zip -P secret a.zip b | b | a.zip |
zip a.zip b -T -TT 'rm c' | b | a.zip | c
unzip -o a.zip -d out | a.zip | out |
unzip -p a.zip x | a.zip | |
7z a -psecret a.7z b | b | a.7z |
7z a -sdel a.7z b | b | a.7z | b
7z x a.7z -oout | a.7z | out |
rar a a.rar b | b | a.rar |
unrar x a.rar out/ | a.rar | out . |
cpio -idm -I a.cpio | a.cpio | . |
cpio -id .env 'a/*' -I a.cpio | a.cpio | .env a/* |
cpio -pd dir | | dir |
pax -w -f a.tar b | b | a.tar |
ar rcs a.a b.o | b.o | a.a |
ar x a.a | a.a | . |
jar cf a.jar -C out x | out/x | a.jar |
gzip a | a | a a.gz |
gzip -k a | a | a.gz |
gzip -dc a.gz | a.gz | |
gunzip a.gz | a.gz | a.gz a |
xz -T 4 -z a | a | a a.xz |
zstd -19 -o out a | a | out |
zstd --rm a | a | a a.zst |
lz4 a out | a | out |
bzip2 -9 a | a | a a.bz2 |
brotli -q 5 -o out a | a | out |
find . -name '*.py' | | |
find src -delete | | | src
find . -name '*.log' -delete | | | *.log
find . -name .env -exec cat {} \; | .env | |
find . -type f -exec rm {} + | | | .
find . -not -name a -exec rm {} \; | | | .
find . \( -name a -o -name b \) -exec rm {} + | | | a b
find . \( -name x -prune \) -o -name a -exec cat {} \; | a | |
find /etc -path '/etc/ssh/*' -exec cat {} \; | /etc/ssh/* | |
find . -fprint out | | out |
find . -name a -execdir sh -c 'rm b' \; | | | b
find . -name a | xargs cat | a | |
fd -e log -x rm | | | *.log
fd '^\.env$' src -X cat | src/.env | |
grep -n foo a b | a b | |
grep -e foo -f list a | list a | |
grep -A 3 -m 1 foo a | a | |
grep -r foo | . | |
grep -r --include=.env foo src | src src/.env | |
rg foo | . | |
rg -g .env foo src | src src/.env | |
rg -t py -A 3 foo src | src | |
ag -G py foo src | src | |
sed s/a/b/ f | f | |
sed -i s/a/b/ f | f | f |
sed -i.bak -e s/a/b/ -e s/c/d/ f g | f g | f f.bak g g.bak |
sed -i '' s/a/b/ f | f | f |
sed -n 's/a/b/w out' f | f | out |
sed '/x/r .env' f | .env f | |
sed '1e rm b' f | f | | b
sed -f script f | script f | |
sed -n '/rm b/p' f | f | |
patch -p1 -i a.diff | a.diff | . |
patch f a.diff | a.diff | f |
vim a | a | a |
vim -R a | a | |
vim -c '!rm b' a | a | a | b
vim -c 'w out' -c q a | a | out a |
vim +'%!rm b' a | a | a | b
vim -c 'silent! !rm b' a | a | a | b
vim -c ':noautocmd silent 1,$!rm b' a | a | a | b
vim -es -c '%d' -c wq a | a | a | a
vim -es -c '%d|x' a | a | a | a
vim -es -c '%d' -c q! a | a | a |
vim -es -c '%d' -c 'r b' -c x a | b a | a |
ex -sc '%d|x' a | a | a | a
ed -s a <<< $'%d\nw\nq' | a | a | a
ed -s a <<< $'1,$d\na\nx\n.\nw' | a | a |
ed -s a <<< $'2d\nw' | a | a |
bleachbit --shred a b | | | a b
bleachbit --list | | |
fdupes -G 10 -rdN a | | | a
fdupes -G 10 -r a | a | |
gvfs-rm a | | | a
hg purge -X b a | | | a
hg purge | | | .
hg purge -X b --print a | a | |
ip -br addr show | | |
ip netns list | | |
ip netns exec blue rm a | | | a
jdupes -X size+:1k -dN a | | | a
jdupes -X size+:1k a | a | |
kotlin -cp a.jar MainKt a | | |
rc -c 'rm a' | | | a
rdfind -minsize 1 a | a | |
rdfind -minsize 1 -deleteduplicates true a | | | true a
safe-rm -r a | | | a
setcap cap_net_raw+ep a | | a |
setcap -r a | | a |
tmpreaper --protect 'x*' 7d a | | | a
tmpreaper --protect 'x*' --test 7d a | a | |
tmpwatch -x b 240 a | | | a
tmpwatch -t -x b 240 a | a | |
unsquashfs -p 2 -d out a.sqfs etc | a.sqfs | out |
update-alternatives --install /usr/bin/python python /opt/p 1 | | /usr/bin/python |
update-alternatives --display python | | |
ed a | a | a |
gh secret set X -f .env | .env | |
gh gist create -d x a | a | |
gh gist edit id -a b | b | |
gh api -f body=x repos | | |
gh api -F body=@a.md repos | a.md | |
glab snippet create -t x a | a | |
glab variable set -s prod NAME value | | |
dasel put -f a.json -v 1 x | a.json | a.json |
dasel delete -f a.json x | a.json | a.json |
ffsend upload -d 3 a | a | |
gist -d x a | a | |
http-server dist -p 80 | dist | |
serve -l 80 dist | dist | |
oci os object put -bn b --file a | a | |
repo forall -j 2 -c 'rm a' | | | a
lerna exec --scope x -- rm a | | | a
logger -t app -f a.log | a.log | |
mount -t tmpfs tmpfs cache | | cache |
umount -t tmpfs cache | | cache |
gh api --input a.json repos | a.json | |
gh pr create -t x -F a.md | a.md | |
gh pr comment 1 -F a.md | a.md | |
gh issue create -F a.md | a.md | |
gh issue comment 1 --body-file a.md | a.md | |
gh release create v1 a.zip -F a.md | a.md a.zip | |
gh release upload v1 a.zip | a.zip | |
gh variable set X --env-file .env | .env | |
gh repo delete x | | |
sendmail -f a@example.com b@example.com | | |
twine upload -r test dist/a | dist/a | |
wl-copy a | a | |
wormhole send --code x a | a | |
ssh-agent -t 60 | | |
swc -d out a.ts | a.ts | out |
cython -o a.c a.pyx | a.pyx | a.c |
doxygen Doxyfile | | |
unifdef a.c | a.c | a.c |
black -c 'x = 1' | | |
csplit -n 3 a 10 | a | xx* |
doppler secrets download | | |
badblocks -b 1024 -w dev | | dev | dev
badblocks -b 1024 dev | | |
bb -e '(slurp "a")' | a | |
cargo watch -w src -s 'rm a' | | | a
clj -e '(slurp "a")' | a | |
clojure -e '(slurp "a")' a.clj | a a.clj | |
code -g a.py --profile x b.py | a.py b.py | |
code --profile x b.py | b.py | |
dc -e '!rm a' | | | a
doctl compute ssh vm --ssh-command 'rm a' | | | a
dotenv -f a.env set A 1 | | a.env |
dotenv get A | .env | |
dotenv -e a.env -- rm b | | | b
elixir -e 'File.read!("a")' | a | |
elvish -c 'rm a' | | | a
fly -a x ssh console -C 'rm a' | | | a
flyctl -a x ssh console -C 'rm a' | | | a
ghci -e 'readFile "a"' | a | |
gnuplot -e 'load "a"' b.plot | a b.plot | |
groovy -e 'println new File("a").text' | a | |
guile -c '(load "a")' | a | |
hg --cwd . remove -I x a | | | a
hg commit -m x | | |
iex -e 'File.read("a")' | a | |
julia -p 2 -e 'read("a")' b.jl | a b.jl | |
just -f a.just --command rm b | a.just | | b
just build | | |
less +'!rm a' b | b | | a
nix develop -c rm a | | | a
nu -c 'rm a' | | | a
nwipe -m zero dev | | | dev
ocaml -e 'open_in "a"' | a | |
octave --eval 'load("a")' | a | |
open -a App a | a | |
passwd -S dev | | |
passwd dev | | /etc/shadow |
racket -e '(load "a")' | a | |
raku -e 'slurp "a"' | a | |
sbcl --load a.lisp --eval '(load "b")' | a.lisp b | |
scala -e 'Source.fromFile("a")' | a | |
scrub -p dod a | | | a
svn --username x delete -m gone a | | | a
svn commit -m x a | | |
swift -e 'read("a")' | a | |
useradd -m dev | | /etc/passwd |
useradd --help | | |
visudo -f a | | a |
visudo -cf a | | |
xonsh -c 'rm a' | | | a
erl -noshell -eval 'file:read_file("a")' | a | |
ghc -o a -e 'readFile "b"' | b | a |
yq -p props a | a | |
yq -p props .b a | a | |
"""


def cases() -> list[list[str]]:
    found = []
    for line in CASES.strip().split("\n"):
        command, reads, writes, deletes = line.rsplit("|", 3)
        found.append([command.strip(), reads, writes, deletes])
    return found


def facts(command: str) -> Found:
    return derive(command, cwd=CWD, home="/home/dev", branch="feature")


def paths(line: str) -> set[str]:
    return {path if path[0] == "/" else CWD if path == "." else f"{CWD}/{path}" for path in line.split()}


def written(found: dict[str, None]) -> set[str]:
    return {absolute(as_written(path), CWD) for path in found}


@pytest.mark.parametrize(("command", "reads", "writes", "deletes"), cases(), ids=[case[0] for case in cases()])
def test_a_call_reads_writes_and_deletes_what_the_manual_says(
    command: str, reads: str, writes: str, deletes: str
) -> None:
    found = facts(command)
    assert written(found.reads) == paths(reads)
    assert written(found.writes) == paths(writes)
    assert written(found.deletes) == paths(deletes)
    assert not found.dynamic
    assert not found.unparsed


@pytest.mark.parametrize(
    ("command", "sends"),
    [
        ("gh secret set X < .env", ".env"),
        ("gh secret set X -f .env", ".env"),
        ("gh gist create a", "a"),
        ("gh pr create -F a.md", "a.md"),
        ("mail -s hi -a .env a@example.com", ".env"),
        ("mail a@example.com < .env", ".env"),
        ("twine upload dist/a", "dist/a"),
        ("tar cf host:a.tar .env", ".env"),
        ("restic backup src", "src"),
        ("borg create r::a src", "src"),
        ("gh pr list", ""),
    ],
)
def test_what_a_forge_or_a_mailer_takes_leaves(command: str, sends: str) -> None:
    assert written(facts(command).sends) == paths(sends)


def test_rows_are_sorted_and_each_program_has_one() -> None:
    names = list(TABLE)
    assert names == sorted(set(names))
    assert len([name for name in names if "/" not in name]) >= 250


def test_every_row_is_of_the_language_of_operands() -> None:
    roles = set("nrwbdesStxpoflkmcCL>.")
    for name in TABLE:
        row = TABLE.get(name)
        assert row, name
        if row[0] == "@":
            assert name in module(row[1:]) or (row == "@git" and _is_part_of_git(name)), name
            continue
        for token in row.split():
            if token[0] == "-":
                text, _, shape = token.partition("=")
                role = text.rstrip("!").partition(":")[2]
                assert set(shape) | set(role) <= roles, (name, token)
            else:
                known = ("^", "=long", "=whole", "+?", "+?:c", "$", "q", "sub")
                assert token in known or token[0] in ":<@" or token[:2] in ("r=", "w=", "d="), (name, token)
                assert token[0] not in ":<" or set(token[1:]) <= roles, (name, token)


def _is_part_of_git(name: str) -> bool:
    """`git-push` is git's own way to `git push`."""
    command = name.removeprefix("git-")
    return command != name and any(each.partition("/")[0] == command for each in GIT)


def test_every_handler_has_its_row() -> None:
    for name in ("archives", "editors", "files", "search"):
        for program in module(name):
            assert TABLE.get(program) == "@" + name, program


def test_a_subcommand_belongs_to_a_row_that_looks_for_it() -> None:
    for name in TABLE:
        parent, slash, _ = name.rpartition("/")
        assert not slash or "sub" in (TABLE.get(parent) or "").split(), name


def test_every_row_with_values_has_a_case() -> None:
    """One for each row of its own; `=NAME` shares that of another program."""
    shown = " ".join([case[0].replace(" ", "/") for case in cases()]) + " "
    for line in [line for letter in MODULES for line in rows(letter).split("\n")]:
        name, _, row = line.partition(" ")
        takes_values = any(token[0] == "-" and ":" in token for token in row.split())
        if name and takes_values and row[0] not in "=@":
            sharing = [other for other in TABLE if TABLE.get(other) == TABLE.get(name)]
            tried = [
                other for other in sharing if f" {other}/" in f" {shown}" or f"/{other.rpartition('/')[2]}/" in shown
            ]
            assert tried, name


@pytest.mark.parametrize(
    ("command", "dynamic", "deletes"),
    [
        ("mywrapper rm a", True, "a"),
        ("mywrapper -u root rm a", True, "a"),
        ("mywrapper git push", True, ""),
        ("mywrapper sh -c 'rm a'", True, "a"),
        ("mywrapper git status", False, ""),
        ("mywrapper docker compose up", False, ""),
        ("mywrapper --help rm", False, ""),
        ("mytool completion bash", False, ""),
        ("mytool install a b", False, ""),
        ("./run-tests.sh grep a", False, ""),
        ("npm run rm a", False, ""),
        ("make rm", False, ""),
        ("pytest -k rm tests", False, ""),
    ],
)
def test_an_unknown_program_is_asked_about_only_when_it_is_given_a_guarded_one(
    command: str, dynamic: bool, deletes: str
) -> None:
    found = facts(command)
    assert found.dynamic is dynamic
    assert written(found.deletes) == paths(deletes)


def test_an_unknown_program_reads_single_words_and_what_options_name_as_paths() -> None:
    found = facts("mytool sub .env --config=./conf -f/etc/x --level=3 'two words'")
    assert written(found.reads) == paths("sub .env conf /etc/x")
