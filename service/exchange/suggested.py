"""A suggestion as the TOML of a mapping, with what a person should look at said in comments."""

from __future__ import annotations

import json
from collections.abc import Iterator

from service.exchange import mapping as m
from service.exchange.suggesting import Column, Suggestion
from service.exchange.synonyms import CODES

MOST_CODES = 20


def toml(found: Suggestion, *, id_: str, office: str, time_zone: str = "Asia/Shanghai") -> str:
    """The mapping; it can be used as it stands when a column means id and one means received."""
    return "\n".join((*_head(found, id_, office, time_zone), *_always(found), *_columns(found))) + "\n"


def lacking(found: Suggestion) -> tuple[str, ...]:
    """Words that every mapping needs and no column was found for."""
    said = {column.means for column in found.columns}
    return tuple(word for word in (m.ID, m.RECEIVED) if word not in said)


def _quoted(text: str) -> str:
    """A TOML string: what JSON writes is one."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _head(found: Suggestion, id_: str, office: str, time_zone: str) -> Iterator[str]:
    yield "# 建议的映射，请逐项核对 A suggested mapping: look at each entry before you import."
    for word in lacking(found):
        yield f"# !! 未找到含义为 {word} 的列，须补上 No column was found that means {word}: name one below."
    yield "\n[mapping]"
    yield f"id = {_quoted(id_)} # 导入期间保持不变 keep it for as long as you import this register"
    yield 'form = "register"'
    yield f"office = {_quoted(office)} # 导入时新建机构的名称 the name of the office that the import makes"
    yield 'rulebook = "plain"'
    yield f"time_zone = {_quoted(time_zone)} # 文件中时间所属时区 of the times in the file"
    if found.historic:
        yield "historic = true # 旧登记簿：所记之事已发生，违反规则的记为违反 an old register: breaches are recorded"
    yield from _form(found)
    yield f"formats = [{', '.join(map(_quoted, _formats(found)))}]"
    if found.missing:
        yield f"missing = [{', '.join(map(_quoted, found.missing))}] # 表示无内容 texts that mean: nothing"


def _form(found: Suggestion) -> Iterator[str]:
    yield f"kind = {_quoted(found.kind)}"
    if found.sheet:
        yield f"sheet = {_quoted(found.sheet)}"
    if found.header_row != 1:
        yield f"header_row = {found.header_row}"
    if found.kind == "csv":
        yield f"encoding = {_quoted(found.encoding)}"
        yield f"delimiter = {_quoted(found.delimiter)}"


def _formats(found: Suggestion) -> tuple[str, ...]:
    """Those of all dates; a column may add its own."""
    dated = (form for column in found.columns if column.means for form in column.formats)
    return tuple(dict.fromkeys(dated)) or ("%Y-%m-%d",)


def _always(found: Suggestion) -> Iterator[str]:
    if all(column.means != "channel" for column in found.columns):
        yield "\n[always]"
        yield 'channel = "letter" # 文件未写明时 the file does not say: letter, visit, call, online, fax'


def _columns(found: Suggestion) -> Iterator[str]:
    for column in found.columns:
        if column.means:
            yield f"\n[column.{_quoted(column.name)}]"
            yield f"means = {_quoted(column.means)}"
            yield from _options(column, found)
    unread = [column.name for column in found.columns if not column.means and column.name != found.result]
    if unread:
        yield "\n# 未读取的列 Columns that are not read:"
        yield from (f"#   {_quoted(name)}" for name in unread)


def _options(column: Column, found: Suggestion) -> Iterator[str]:
    if column.means == "closed":
        yield 'outcome = "recorded"'
        if found.result:
            yield f"text_from = {_quoted(found.result)}"
    if column.ambiguous:
        formats = ", ".join(map(_quoted, column.formats))
        yield f"formats = [{formats}] # !! 日、月次序不明 day and month may be the other way round"
    if column.means in m.CODES:
        yield from _values(column)


def _values(column: Column) -> Iterator[str]:
    """Codes that are known elsewhere; the others are for a person to translate."""
    known, own = CODES.get(column.means, {}), m.CODES[column.means]
    seen = column.values[:MOST_CODES]
    mapped = {value: known[value.lower()] for value in seen if value.lower() in known}
    if mapped:
        yield f"values = {{ {', '.join(f'{_quoted(value)} = {_quoted(code)}' for value, code in mapped.items())} }}"
    open_ = [value for value in seen if value not in mapped and value not in own]
    if open_:
        yield f"# !! 待对应 to be translated: {', '.join(map(_quoted, open_))}"
    if column.means == "channel":
        yield 'otherwise = "online" # 其余 every other text: letter, visit, call, online, fax'
    yield f"# 可用 known: {', '.join(str(code) for code in own)}"
