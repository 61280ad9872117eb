"""Tells as JSON what pm4py reads in a file: run by itself, in the environment that has pm4py and nothing of ours.

    python told_by_pm4py.py xes|ocel FILE

pm4py is under the AGPL: nothing of the product imports it, and it is not shipped.
"""

import json
import sys
from collections import Counter
from typing import Any

import pm4py  # type: ignore[import-not-found] # in its own environment only

CASE, NAME, TIME = "case:concept:name", "concept:name", "time:timestamp"


def of_xes(file: str) -> dict[str, Any]:
    """Cases with their activities and times in the order of the file, and the directly-follows graph."""
    log = pm4py.read_xes(file)
    cases: dict[str, list[list[str]]] = {}
    for case, name, time in zip(log[CASE], log[NAME], log[TIME], strict=True):
        cases.setdefault(case, []).append([name, time.isoformat()])
    graph, starts, ends = pm4py.discover_dfg(log)
    return {
        "cases": cases,
        "graph": [[*arc, int(count)] for arc, count in graph.items()],
        "starts": starts,
        "ends": ends,
    }


def of_ocel(file: str) -> dict[str, Any]:
    """How many objects of each type, the events with their times, how many relations, the graph of the petitions."""
    log = pm4py.read_ocel2_json(file)
    flat = pm4py.ocel_flattening(log, "petition")
    graph, _, _ = pm4py.discover_dfg(flat)
    events = zip(log.events["ocel:eid"], log.events["ocel:activity"], log.events["ocel:timestamp"], strict=True)
    return {
        "objects": Counter(log.objects["ocel:type"]),
        "events": {one: [name, time.isoformat()] for one, name, time in events},
        "relations": len(log.relations),
        "o2o": len(log.o2o),
        "changes": len(log.object_changes),
        "graph": [[*arc, int(count)] for arc, count in graph.items()],
    }


if __name__ == "__main__":
    json.dump({"xes": of_xes, "ocel": of_ocel}[sys.argv[1]](sys.argv[2]), sys.stdout)
