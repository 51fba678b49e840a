"""Object stores and clouds on the command line: aws, gcloud, gsutil, az, rclone, s3cmd, mc and their like."""

from __future__ import annotations

from ...marks import UNKNOWN_OPEN, is_known
from ...paths import components
from ...urls import host_of, is_loopback
from ..options import parse
from .uploads import STDIN, Upload, contents, copied, send_stdin, visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..call import Call
    from ..options import Option

_STORES = ("s3://", "gs://", "azure://", "http://", "https://", "b2://", "gsheets://")


def _in_store(word: str) -> bool:
    return word.startswith(_STORES)


def _copying(
    call: Call, operands: list[str], is_remote: Callable[[str], bool], leaves: bool, moves: bool = False
) -> None:
    if len(operands) > 1:
        copied(call, contents(operands[:-1]), operands[-1], is_remote, leaves, moves)


def _synchronised(call: Call, operands: list[str], is_remote: Callable[[str], bool], leaves: bool) -> None:
    """What is in the source's directory comes to lie in the target's."""
    _copying(call, [f"{operand}/" for operand in operands[:-1]] + operands[-1:], is_remote, leaves)


def _texts(call: Call, leaves: bool) -> None:
    """What stands in the words themselves leaves with the request."""
    if leaves:
        for word in call.args:
            if UNKNOWN_OPEN in word:
                call.send_text(word)


# -- aws

_AWS = (
    "--profile: --region: --output: --query: --endpoint-url: --ca-bundle: --cli-read-timeout: --cli-connect-timeout:"
    " --color: --cli-binary-format: --acl: --storage-class: --grants: --sse: --sse-kms-key-id: --sse-c: --sse-c-key:"
    " --content-type: --cache-control: --content-disposition: --content-encoding: --content-language: --expires:"
    " --metadata: --metadata-directive: --exclude: --include: --source-region: --expected-size: --website-redirect:"
    " --request-payer: --page-size: --bucket: --key: --body: --function-name: --payload: --zip-file: --secret-id:"
    " --secret-string: --secret-binary: --name: --value: --type: --cli-input-json: --cli-input-yaml: --template-body:"
    " --parameters: --command: --upload-id: --part-number: --log-group-name: --log-type: --version-id: --range:"
    " --invocation-type: --sql: --sqls: --query-string:"
    " --qualifier: --client-context: --message: --topic-arn: --stack-name: --template-file: --raw-message: --data:"
    " --stream-name: --partition-key: --document: --description: --recursive --delete --dryrun --quiet"
    " --only-show-errors --no-sign-request --no-verify-ssl --debug --follow-symlinks --no-follow-symlinks --no-progress"
    " --size-only --exact-timestamps --is-move --overwrite --no-overwrite --no-paginate"
)
_AWS_OUTFILES = ("get-object", "invoke", "get-object-torrent", "get-job-output", "select-object-content")
_AWS_SQL = ("--sql", "--sqls", "--query-string")  # rds-data, redshift-data, athena
_AWS_KEYS = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token")


def _asked(call: Call, text: str) -> None:
    """SQL for a database of the cloud."""
    from .sql import give

    give(call, text)


def _aws(call: Call) -> str | None:
    options, operands = parse(call.args, _AWS)
    values = dict(options)
    endpoint = host_of(values["--endpoint-url"]) if "--endpoint-url" in values else None
    leaves = endpoint is None or not is_loopback(endpoint)
    upload = Upload(call)
    for name, value in options:
        if name in ("--body", "--template-file"):
            upload.file(value)
        elif name in _AWS_SQL:
            _asked(call, value)
    for word in call.args:  # whatever option it is the value of
        value = word[word.find("=file") + 1 :] if word[:2] == "--" else word
        if value.startswith(("file://", "fileb://")):
            upload.file(value.partition("://")[2])
    upload.tell(leaves)
    _texts(call, leaves)
    if operands[1:2] in (["send-command"], ["start-session"], ["execute-command"]):
        _there(call, options)
    if operands[:2] == ["configure", "set"] and operands[2:3] and operands[2].rpartition(".")[2] in _AWS_KEYS:
        call.write(f"{call.shell.home or '~'}/.aws/credentials")
    if operands[:1] == ["s3"]:
        _aws_s3(call, operands[1:], {name for name, _ in options}, leaves)
    elif len(operands) > 2 and operands[1] in _AWS_OUTFILES and operands[-1] != STDIN:
        call.write(operands[-1])
    return None


def _aws_s3(call: Call, words: list[str], flags: set[str], leaves: bool) -> None:
    if words[:1] not in (["cp"], ["mv"], ["sync"]) or "--dryrun" in flags:
        return
    if words[0] != "sync":
        _copying(call, words[1:], _in_store, leaves, words[0] == "mv")
        return
    _synchronised(call, words[1:], _in_store, leaves)
    if "--delete" in flags and words[2:] and not _in_store(words[-1]):
        call.delete(words[-1])


def _there(call: Call, options: list[Option]) -> None:
    """What runs on a machine in the cloud: `--command CODE`, `--parameters 'commands=["CODE"]'`, `--scripts CODE`."""
    for name, value in options:
        if name == "--parameters":
            given = value.partition("[")[2].rpartition("]")[0] or value.partition("=")[2]
            for code in given.split('","'):
                call.script(code.strip("'\" "), stdin="")
        elif name in ("--command", "--scripts"):
            call.script(value, stdin="")


# -- Google


def _gsutil(call: Call) -> str | None:
    options, words = parse(call.args, "^ -o: -h: -i: -u: -m -q -D -d")
    _texts(call, True)
    verb = words[0] if words else ""
    options, operands = parse(words[1:], "-a: -h: -j: -x: -y: -z: -L: -M: -e -n -r -R -d -J -p -c -v -P -U -I -C")
    flags = {name for name, _ in options}
    if verb in ("cp", "mv", "rsync"):
        _copying(call, operands, _in_store, True, verb == "mv")
        if verb == "rsync" and "-d" in flags and operands[1:] and not _in_store(operands[-1]):
            call.delete(operands[-1])
    return None


_GCLOUD = (
    "--command: --project: --account: --configuration: --format: --filter: --zone: --region:"
    " --impersonate-service-account:"
    " --verbosity: --log-http --quiet -q --recursive -r --data-file: --flags-file: --source: --metadata-from-file:"
    " --env-vars-file: --key-file: --plaintext-file: --ciphertext-file: --config: --cache-control: --content-type:"
    " --storage-class: --port: --ssh-key-file: --ssh-flag: --scp-flag: --compress"
    " --delete-unmatched-destination-objects"
    " --sql:"
    " --secret: --location: --image: --member: --role: --message: --runtime: --entry-point: --substitutions: --tag: -t:"
)
_GCLOUD_SENT = (
    "--data-file",
    "--env-vars-file",
    "--plaintext-file",
    "--ciphertext-file",
    "--metadata-from-file",
    "--config",
)


def _gcloud(call: Call) -> str | None:
    options, operands = parse(call.args, _GCLOUD)
    operands = operands[1:] if operands[:1] in (["alpha"], ["beta"]) else operands
    upload = Upload(call)
    for name, value in options:
        if name in _GCLOUD_SENT:
            upload.file(value.partition("=")[2] if name == "--metadata-from-file" else value)
        elif name in ("--key-file", "--flags-file"):
            call.read(value)
        elif name == "--sql":
            _asked(call, value)
    if operands[:2] == ["secrets", "create"]:
        for operand in operands[3:]:
            upload.file(operand)
    upload.tell(True)
    _texts(call, True)
    flags = {name for name, _ in options}
    if operands[:1] == ["storage"] and operands[1:2] in (["cp"], ["mv"], ["rsync"]):
        _copying(call, operands[2:], _in_store, True, operands[1] == "mv")
        if "--delete-unmatched-destination-objects" in flags and not _in_store(operands[-1]):
            call.delete(operands[-1])
    elif operands[:2] == ["compute", "ssh"]:
        _there(call, options)
        if "--" in call.args:
            call.script(" ".join(call.args[call.args.index("--") + 1 :]), stdin="")
    elif operands[:2] == ["compute", "scp"]:
        _copying(call, operands[2:], _has_colon, True)
    return None


# -- Azure

_AZ = (
    "--scripts: -f: --file: -n: --name: -s: --source: -d: --destination: -c: --container-name: --account-name:"
    " --account-key:"
    " --sas-token: --connection-string: -g: --resource-group: --subscription: -o: --output: --query: --pattern:"
    " --destination-path: --share-name: -p: --path: --blob-url: --vault-name: --value: --overwrite? --auth-mode:"
    " --data: --type: -t: --content-type: --src: --src-path: --body: -b: --uri: -u: --method: -m: --headers:"
    " --template-file: --parameters: --recursive -r --debug --verbose --only-show-errors --yes -y --no-progress"
)
_AZ_FILES = ("-f", "--file", "-s", "--source", "--src", "--src-path", "--template-file")


def _az(call: Call) -> str | None:
    """Any value may be `@FILE`; an upload's files stand in options, and so does what a download writes."""
    options, operands = parse(call.args, _AZ)
    downloads = any([verb.startswith("download") for verb in operands])
    upload = Upload(call)
    for name, value in options:
        if value[:1] == "@":
            upload.file(value[1:])
        elif downloads and name in ("-f", "--file", "-d", "--destination", "--dest"):
            call.write(value)
        elif name in _AZ_FILES and not downloads and not _in_store(value):
            upload.file(value)
        elif "copy" in operands and name in ("-d", "--destination") and not _in_store(value):
            call.write(value)
    upload.tell(True)
    _texts(call, True)
    if "run-command" in operands:
        _there(call, [option for option in options if option[0] == "--scripts"])
    return None


# -- rclone

_RCLONE = (
    "--config: --transfers: --checkers: --bwlimit: --include: --exclude: -f: --filter: --filter-from: --include-from:"
    " --exclude-from: --files-from: --files-from-raw: --log-file: --log-level: --log-format: --max-age: --min-age:"
    " --max-size: --min-size: --max-depth: --max-transfer: --max-delete: --retries: --low-level-retries: --timeout:"
    " --contimeout: --tpslimit: --user-agent: --backup-dir: --suffix: --compare-dest: --copy-dest: --cache-dir:"
    " --temp-dir: --stats: --stats-one-line --order-by: --buffer-size: --multi-thread-streams: --header:"
    " --header-upload: --header-download: --s3-region: --s3-provider: --s3-endpoint: --s3-access-key-id:"
    " --s3-secret-access-key: --sftp-host: --sftp-user: --sftp-pass: --sftp-key-file: --webdav-url: --ftp-host:"
    " --http-url: --password-command: --rc-addr: --dry-run -n --progress -P --verbose -v --interactive -i --checksum -c"
    " --update -u --delete-excluded --no-traverse --fast-list --quiet -q --create-empty-src-dirs --immutable --inplace"
)
_RCLONE_COPIES = ("copy", "copyto", "move", "moveto", "sync", "bisync")
_RCLONE_DELETES = ("delete", "deletefile", "purge", "rmdir", "rmdirs", "cleanup")


def _has_colon(word: str) -> bool:
    return ":" in visible(components(word)[0])


def _rclone(call: Call) -> str | None:
    options, operands = parse(call.args, _RCLONE)
    verb, operands = (operands[0], operands[1:]) if operands else ("", [])
    flags = _rclone_options(call, options)
    if flags & {"-n", "--dry-run"}:
        return None
    if verb in _RCLONE_COPIES:
        _copying(call, operands, _has_colon, True, verb.startswith("move"))
        if verb == "sync" and operands[1:] and not _has_colon(operands[1]):
            call.delete(operands[1])
    elif verb == "rcat":
        send_stdin(call)
    elif verb == "copyurl" and operands[1:] and not _has_colon(operands[1]):
        call.write(operands[1])
    elif verb in _RCLONE_DELETES:
        for operand in operands[:1]:
            if not _has_colon(operand):
                call.delete(operand)
    elif verb in ("cat", "md5sum", "sha1sum", "hashsum", "check", "ls", "lsl", "lsf", "lsjson", "size", "tree"):
        for operand in operands:
            if not _has_colon(operand):
                call.read(operand)
    elif verb == "serve":
        for operand in operands[1:2]:
            if not _has_colon(operand):
                call.read(operand)
    return None


def _rclone_options(call: Call, options: list[Option]) -> set[str]:
    for name, value in options:
        if name in ("--config", "--sftp-key-file") or name.endswith("-from"):
            call.read(value)
        elif name == "--log-file":
            call.write(value)
        elif name == "--password-command":
            call.script(value)
    return {name for name, _ in options}


# -- clients of S3

_S3CMD = (
    "-c: --config: --access_key: --secret_key: --access_token: --host: --host-bucket: --region: --bucket-location:"
    " --exclude: --include: --exclude-from: --include-from: --rexclude: --rinclude: --files-from: --add-header: -m:"
    " --mime-type: --storage-class: --acl-grant: --acl-revoke: --limit-rate: --expiry-days: --ca-certs: --ssl-cert:"
    " --ssl-key: --multipart-chunk-size-mb: -r --recursive -f --force -n --dry-run --delete-removed --no-progress -P"
    " --acl-public --acl-private --skip-existing -q -v --endpoint-url: -e --encrypt"
)


def _s3cmd(call: Call) -> str | None:
    """s3cmd, s4cmd, s5cmd: `put FILE... s3://x`, `get s3://x FILE`, `sync`, `cp`, `mv`."""
    options, operands = parse(call.args, _S3CMD)
    values, flags = dict(options), {name for name, _ in options}
    place = values.get("--endpoint-url") or values.get("--host")
    host = host_of(place) if place else None
    leaves = host is None or not is_loopback(host)
    for name, value in options:
        if name in ("-c", "--config") or name.endswith("-from"):
            call.read(value)
    _texts(call, leaves)
    verb, operands = (operands[0], operands[1:]) if operands else ("", [])
    if verb == "get" and len(operands) == 1:
        operands = [*operands, "."]
    if verb in ("put", "get", "sync", "cp", "mv", "dsync") and not flags & {"-n", "--dry-run"}:
        _copying(call, operands, _in_store, leaves, verb == "mv")
        if verb == "sync" and "--delete-removed" in flags and operands and not _in_store(operands[-1]):
            call.delete(operands[-1])
    elif verb == "pipe" and leaves:
        send_stdin(call)
    return None


_MC = (
    "-C: --config-dir: --attr: --storage-class: --sc: --older-than: --newer-than: --encrypt-key: --enc-c: --enc-s3:"
    " --enc-kms: --tags: --limit-upload: --limit-download: --exclude: --rewind: --version-id: -r --recursive --remove"
    " --overwrite --watch -w -q --json --debug --insecure --preserve -a --continue -c"
)
_LOCAL = ("/", "./", "../", "~")


def _mc(call: Call) -> str | None:
    """MinIO's client: `ALIAS/bucket/...` is remote. Which names are aliases nobody can see, so a target with a
    slash is one unless it begins like a path, and sources are remote only where the target plainly is not."""
    options, operands = parse(call.args, _MC)
    flags = {name for name, _ in options}
    verb, operands = (operands[0], operands[1:]) if operands else ("", [])
    if verb in ("cp", "mv", "mirror", "put", "get") and operands:
        target = operands[-1]
        away = verb != "get" and ("/" in target or not is_known(target)) and not target.startswith(_LOCAL)
        _copying(call, operands, (lambda word: word is target) if away else _is_alias, True, verb == "mv")
        if verb == "mirror" and "--remove" in flags and not away:
            call.delete(target)
    elif verb == "pipe":
        send_stdin(call)
    return None


def _is_alias(word: str) -> bool:
    return "/" in word and not word.startswith(_LOCAL)


PROGRAMS = {
    "aws": _aws,
    "az": _az,
    "gcloud": _gcloud,
    "gsutil": _gsutil,
    "mc": _mc,
    "rclone": _rclone,
    "s3cmd": _s3cmd,
    "s4cmd": _s3cmd,
    "s5cmd": _s3cmd,
}
