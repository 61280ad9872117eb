"""What the loader of rulebooks expects, in Chinese: who writes the rulebook of an office reads both languages.

A star stands for what is named; the first that fits counts.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import zip_longest

SAID: tuple[tuple[str, str], ...] = (
    ('"refuse" for a right only: a duty may always still be met', "“refuse”只用于权利：义务逾期仍可履行"),
    ('"target" only with events that name one: *', "“target”只用于指明去向的事件：*"),
    ("[[override]]: a * of this id is inherited", "[[override]]：此标识的*是沿用的条目"),
    ("a channel of this form: *", "此表单的渠道：*"),
    ("a condition: a table of facts in { }", "条件：写在{ }中的事实表"),
    ("a date as 2022-05-01, without quotes", "日期，如2022-05-01，不加引号"),
    ("a date that is known at *: *", "在*时已知的日期：*"),
    ("a day from * on, when * came into force", "不早于*的日期，即*施行之日"),
    ("a duty that counts days, which can stop", "按日计算、可以中止的事项"),
    ("a duty that does not follow this one in turn", "不反过来跟随本事项的事项"),
    ("a duty with a date that can be extended", "有期限且可以延长的事项"),
    ("a duty with a date", "有期限的事项"),
    ("a fact of the petition: no event is in hand here", "信访件的事实：此处没有事件可用"),
    ("a fact that * carries: *", "*带有的事实：*"),
    ('a field where the unit is "given", and only there', "单位为“given”时写明字段，其他情形不写"),
    ("a list in [ ]", "写在[ ]中的列表"),
    ("a pattern: *", "编号格式：*"),
    ("a table in { }", "写在{ }中的表"),
    ('a time of the day such as "17:00"', '时刻，如"17:00"'),
    ("a unit that counts days from the end of the other duty", "从另一事项期满起按日计算的单位"),
    ("a value for it: it is required", "必须写明其值"),
    ("a weekday where it recurs every week or month only", "只在每周或者每月重复时写星期"),
    ("a whole number from * to *", "*至*之间的整数"),
    ("a * that is inherited: *", "沿用的*：*"),
    ('accepted = true in `when`, where the start is "accepted"', "起算为“accepted”时，`when`中须有accepted = true"),
    ("an amount where days are counted, and only there", "按日计算时写明数量，其他情形不写"),
    ("an anchor that has happened when the duty opens", "事项产生时已经发生的起算点"),
    ("an argument", "一项参数"),
    ("an event that takes a number: *", "取得编号的事件：*"),
    ("an id of small letters, digits and _", "由小写字母、数字和_组成的标识"),
    ("an id that no other step of this route has", "本流程其他环节没有用过的标识"),
    ("an id that no other * has", "其他*没有用过的标识"),
    ("at least 1 where days are counted", "按日计算时不小于1"),
    ("at least one event of the office, so that it can be met", "至少一项机构事件，使其可以完成"),
    ("at least one event, so that some verb can meet the duty", "至少一项事件，使事项可以完成"),
    ("at least one event", "至少一项事件"),
    ("at least one post that may extend", "至少一个可以批准延长的职务"),
    ("at least one requirement", "至少一项要求"),
    ("at least one step", "至少一个环节"),
    ("at least one value of it", "其至少一个值"),
    ("at least one verb, and each once", "至少一项办理，且不重复"),
    ("days behind the period at a report only", "只有报送才写期满后的天数"),
    ("days in rising order, each once", "由小到大的天数，不重复"),
    ("each field once, required or optional", "每个字段只写一次，必填或者选填"),
    ("each item once", "每个项目只写一次"),
    ("entries under [[*]]", "写在[[*]]下的条目"),
    ("first or last where a weekday of the month is meant, and only there", "按月定星期时写first或者last，其他不写"),
    ("it at a reception only", "只用于接待"),
    ("it at a verb that hands the petition to somebody: *", "只用于交给他人的办理：*"),
    (
        "keep, next_working_day or previous_working_day for a report",
        "报送用keep、next_working_day或者previous_working_day",
    ),
    ("kinds of target only at a step that forwards", "只有转办环节才写去向的类别"),
    ("month, quarter or year for a report", "报送用month、quarter或者year"),
    ("more days in total than the * without extension", "合计天数多于未延长时的*"),
    ("no amount where the unit counts nothing", "单位不计数时不写数量"),
    ("no start and no extension of its own: the date follows the other duty", "不另写起算和延长：期限跟随另一事项"),
    ("one of the books at hand: *", "现有规则之一：*"),
    ("one of the facts *", "下列事实之一：*"),
    ("one of the fields *", "下列字段之一：*"),
    ("one of the keys *", "下列键之一：*"),
    ("one of the kinds *", "下列类别之一：*"),
    ("one of *", "下列之一：*"),
    ("one series for an event: * counts it too", "一项事件只有一个编号系列：*也为其编号"),
    ("opens before closes, on one day", "同一天内，上班时间早于下班时间"),
    ("tables of one requirement each", "各写一项要求的表"),
    ("tables that are not nested so deeply", "嵌套不过深的表"),
    ("text, not empty", "文字，不为空"),
    ("text", "文字"),
    ("the clause that overrides: it is required", "必须写明所依据的条款"),
    ("the id of a * of this book: *", "本规则中*的标识：*"),
    ("the id of an earlier step: *", "前面环节的标识：*"),
    ("whose numbers they are, of DocumentIssued and only there", "文书编号须写明文种，其他编号不写"),
    ("the items of a checklist, and items only there", "检查单须有项目，其他表单没有项目"),
    ("the weekday of a weekly reception", "每周接待的星期"),
    ("true or false", "true或者false"),
    (
        'unit "none" for an aim and a unit that gives a date for a duty or a right',
        "目标的单位为“none”，义务和权利的单位须能定出期限",
    ),
    ("week, month, quarter, year or request for a reception", "接待用week、month、quarter、year或者request"),
    ("well-formed TOML: *", "格式正确的TOML：*"),
    (
        "what a rest day does where the day is fixed by `on` or a report is due",
        "以`on`定日或者报送时，写明遇休息日如何处理",
    ),
    ("{office}, {year} and {number:05} as the only parts", "只含{office}、{year}和{number:05}"),
    ("{*} once: numbers begin anew each year", "须含一次{*}：编号每年重新开始"),
    ("* as the only opening event, where it is the start", "以其起算时，只由*产生"),
)  # fmt: skip
"""What is expected in English, as it stands in the modules that read and check rulebooks, and in Chinese."""


def chinese(expected: str) -> str:
    """The same in Chinese; what nobody put into Chinese stays as it is."""
    for pattern, zh in _patterns():
        if found := pattern.fullmatch(expected):
            return "".join(map("".join, zip_longest(zh.split("*"), found.groups(), fillvalue="")))
    return expected


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile("(.+?)".join(map(re.escape, en.split("*"))), re.DOTALL), zh) for en, zh in SAID)
