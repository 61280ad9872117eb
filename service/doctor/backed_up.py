"""Whether there is a backup that is not old, and a list of what was erased that outlives it."""

from __future__ import annotations

from pathlib import Path

from service.backups.last import last_backup
from service.doctor.checks import Check, missing, ok, skipped


def backup(home: Path) -> Check:
    """The last backup that was taken from this home is younger than a day and a half."""
    last = last_backup(home)
    if last is None:
        return skipped("backup", "尚无备份；运行 zhuoluo backup", "no backup was taken here yet; run zhuoluo backup")
    at, where = f"{last.began_at:%Y-%m-%d %H:%M} UTC", last.place
    if last.is_old:
        return missing("backup", f"最近备份已旧 {at}：{where}", f"the last backup is old: {at}, {where}; run it again")
    return ok("backup", f"{at} {where}", f"{at} {where}")


def shred_list(path: Path | None) -> Check:
    """What was erased stands in a list apart from the backups."""
    if path is None:
        return skipped(
            "shred_list",
            "未设 ZHUOLUO_SHRED_LIST：旧备份恢复后，其后删除的个人信息会重新可读",
            "ZHUOLUO_SHRED_LIST is not set: what was erased after a backup opens again where both are put back",
        )
    if not path.parent.is_dir():
        return missing("shred_list", f"没有目录 {path.parent}", f"{path.parent} is not there: nothing can be erased")
    return ok("shred_list", str(path), str(path))
