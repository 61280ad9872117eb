"""What happens to the evidence of an office's logs: keys of instances, witnesses, restores, heads of other logs.

Hashes and public keys are in lower-case hex. An origin is the name of a log (C2SP tlog-checkpoint).
"""

from __future__ import annotations

from msgspec import Struct


class InstanceKeyStated(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="InstanceKeyStated/1"):
    """公布实例密钥: from here on events may be written with the key `mac`, and heads signed with the key `public`.

    `mac` is the id of a MAC key (its digest, which gives nothing away), `public` an Ed25519 key; one of both may be "".
    `founding`: everything up to here was written with it.
    """

    instance: str
    mac: str = ""
    public: str = ""
    founding: bool = False


class InstanceKeyRetired(Struct, frozen=True, kw_only=True, tag="InstanceKeyRetired/1"):
    """停用实例密钥: what is written or signed with this key from here on is forged. `key`: a `mac` or `public`."""

    key: str
    reason: str


class LogRestored(Struct, frozen=True, kw_only=True, tag="LogRestored/1"):
    """恢复备份: the log was put back to an older state; of what was signed last, something is lost.

    `origin`, `size` and `root` are of that last signed head, `note` is the head itself, kept as it came (C2SP
    signed-note). The log goes on under the origin of the next generation.
    """

    log: str
    generation: int
    origin: str
    size: int
    root: str
    note: str
    reason: str


class WitnessNamed(Struct, frozen=True, kw_only=True, tag="WitnessNamed/1"):
    """指定见证方: the heads of the logs are cosigned by this body, with this verifier key (C2SP signed-note)."""

    verifier: str
    url: str
    body: str


class WitnessDismissed(Struct, frozen=True, kw_only=True, tag="WitnessDismissed/1"):
    """撤销见证方, by the verifier key, and why."""

    verifier: str
    reason: str


class HeadRecorded(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="HeadRecorded/1"):
    """登记下级日志头: the signed head of another log, kept as it came.

    `verifier` is the key that signed it. `proof` leads from the head recorded before, of `old` leaves, to this one (RFC
    6962 section 2.1.2); none for the first.
    """

    origin: str
    size: int
    root: str
    note: str
    verifier: str
    old: int = 0
    proof: tuple[str, ...] = ()


class AccessLogDropped(Struct, frozen=True, kw_only=True, tag="AccessLogDropped/1"):
    """销毁年度查阅日志: the events of a whole year of access records are dropped, as two people have approved.

    `size` and `root` (hex) are of the log as it ended, `checkpoint` is its last signed head as text. Its head, its
    checkpoints and the first line of the log behind it stay.
    """

    log: str
    size: int
    root: str
    checkpoint: str
    approvers: tuple[str, ...]
    reason: str


EvidenceEvent = (
    InstanceKeyStated
    | InstanceKeyRetired
    | LogRestored
    | WitnessNamed
    | WitnessDismissed
    | HeadRecorded
    | AccessLogDropped
)
