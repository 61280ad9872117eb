"""What the parts, lists and rates of accountability are called, and what their denominators hold."""

from __future__ import annotations

from collections.abc import Mapping

from domain.codes import Label

PARTS: Mapping[str, Label] = {
    "void": Label("作废", "void: entered in error"),
    "with-outcome": Label("已有结果", "ended, finally answered or closed with an outcome"),
    "refused": Label("不予受理", "ended by a refusal to accept"),
    "withdrawn": Label("撤回", "ended by the petitioner, who withdrew it before there was an outcome"),
    "closed-without-outcome": Label("办结无结果", "closed, without an answer or an outcome"),
    "on-the-way": Label("在途，无人签收", "open, on the way: nobody has signed for it"),
    "in-instruction": Label("待批示", "open, before a leader who has not instructed yet"),
    "past-limit": Label("在办，已超期", "open, held, with a duty past its end"),
    "inside-limit": Label("在办，期限内", "open, held, with a duty whose end is still to come"),
    "without-deadline": Label("在办，无期限", "open, held, and nothing with a date is owed"),
}
"""Each petition of the register stands in one of these."""
FLAGS: Mapping[str, Label] = {
    "not-landed": Label("无着落：转送后无人签收", "not landed: nobody has signed for it"),
    "waiting-instruction": Label("待领导批示", "waits for an instruction"),
    "without-open-duty": Label("无限时事项", "open, and nothing with a date is owed"),
    "without-live-deadline": Label("无未到期的期限", "open, and no duty is still inside its limit"),
    "past-limit-without-outcome": Label("超期无结果", "open, with an answer or a report past its end"),
    "untouched": Label("久未办理", "open, and nothing was done for many days"),
    "passed-on": Label("多次转手", "passed on, assigned or returned often"),
    "breached-although-ended": Label("已结但曾违规超期", "ended, after a limit was missed or a rule broken"),
    "ended-past-limit-without-outcome": Label(
        "超期后无结果而结束", "ended without an outcome, an answer or report missed"
    ),
}
"""What should be looked into; several may hold of one petition."""
LISTS: Mapping[str, Label] = {**PARTS, **FLAGS}
RATES: Mapping[str, Label] = {
    "landed": Label("着落率", "landed: somebody holds it"),
    "with-outcome": Label("结果率", "has an outcome"),
    "with-outcome-of-due": Label("应有结果的结果率", "has an outcome, of those that should have one by now"),
}
OF_ALL = Label(
    "分母为台账全部信访件，作废的和无结果前撤回的除外",
    "of all petitions of the register but those that are void or were withdrawn before there was an outcome",
)
DENOMINATORS: Mapping[str, Label] = {
    "landed": OF_ALL,
    "with-outcome": OF_ALL,
    "with-outcome-of-due": Label(
        "分母为其中已有结果的、已结束的，以及答复或上报期限已过而无结果的；期限未到的在办件不算",
        "of these such as have an outcome, have ended, or have an answer or a report past its end; what is open and"
        " still in time is left out",
    ),
}
"""What the denominator of each rate holds. A refusal to accept is an outcome: the petitioner was told where to go."""
