"""The rows of programs whose names begin with a capital, a digit, a sign, or from `a` to `b`."""

ROWS = """
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
agsec @agents
aichat :n
aider :n
airflow :n
ajv =yamllint
alacritty :n @-e
alembic :n
amp @agents
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
bleachbit :n -s=d --shred=d
blkdiscard :e q -o: -l: -p: --offset: --length: --step:
blkid :n
bmake @makefiles
boot :n
borg sub :n --remote-path: --rsh:x
borg/create :ns -e: --exclude: --exclude-from:r -C: --compression: --comment:
bq @databases
brctl :n
brew :n
brotli @archives
bsd-mailx =mail
bsdiff :rrw
bsdtar @archives
bspatch :rrw
btop :n
btrfs sub :n
btrfs/subvolume sub :n
btrfs/subvolume/delete :d
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
"""
