"""How duties go in time, as answer-set rules: one program for each look at a day, one for the clock and the states.

A moment is twice the day, at dawn, and one more in the evening. Facts are established here: what open facts may do is the
business of `Twin.choose`.
"""

from __future__ import annotations

import re
from datetime import date
from itertools import product

import clingo

from .asp import Twin
from .terms import Calendar

NAME = re.compile(r"(?<![@#\w])([a-z]\w*)\(")

CLOCK = """
day(M/2,M) :- moment(M).
dawn(M) :- moment(M), M \\ 2 = 0.
seen(N,D,M) :- raised(N,D), moment(M), 2*D+1 <= M.
followed(K,M) :- seen(N,D,M), ended(K,C), (C,K) < (D,N).
beaten(N,M) :- seen(N,D,M), ended(K,C), followed(K,M), (C,K) > (D,N).
start(M,S) :- moment(M), S = #min { D : seen(N,D,M), not beaten(N,M) }, S != #sup.
start(M,S) :- moment(M), fixed(S).
known(M,(M-1)/2) :- moment(M).
stands(M,X) :- held(2*X+1), known(M,K), X <= K.
active(M,S) :- start(M,S).
left(M,S,S,L) :- active(M,S), length(L).
left(M,S,X+1,N-1) :- left(M,S,X,N), N > 0, not stands(M,X+1).
left(M,S,X+1,N) :- left(M,S,X,N), N > 0, stands(M,X+1).
falls(M,S,X) :- left(M,S,X,0).
next(M,S,R) :- falls(M,S,D), R = #min { X : again(X), 2*X+1 <= M, X > S, X <= D }, R != #sup.
active(M,R) :- next(M,S,R).
deadline(M,D) :- active(M,S), not next(M,S,_), falls(M,S,D).
base(M,pending) :- moment(M), not raises(M).
base(M,discharged) :- raises(M), done(M).
base(M,expired) :- raises(M), not done(M), over(M).
runs(M) :- raises(M), not done(M), not over(M).
rests(M) :- runs(M), rest(M).
base(M,suspended) :- rests(M).
base(M,suspended) :- runs(M), held(M), deadline(M,D), day(X,M), X < D.
base(M,breached) :- runs(M), not rests(M), deadline(M,D), day(X,M), X > D.
base(M,due) :- runs(M), not base(M,suspended), not base(M,breached).
late(M) :- deadline(M,D), dawn(K), K <= M, day(X,K), X > D, runs(K), not rest(K).
state(M,discharged_late) :- base(M,discharged), late(M).
state(M,breached) :- base(M,expired), late(M).
state(M,S) :- base(M,S), not late(M).
state(M,S) :- base(M,S), late(M), S != discharged, S != expired.
is_done(M) :- state(M,discharged). is_done(M) :- state(M,discharged_late).
change(breached,X) :- dawn(M), day(X,M), state(M,breached), moment(M-2), not state(M-2,breached).
change(discharged,X) :- moment(M), not dawn(M), day(X,M), is_done(M), moment(M-2), not is_done(M-2).
#show state/2. #show change/2.
"""
ASKED = {"raises": "when", "done": "discharged_when", "held": "stops_while", "over": "expires_when"}


def at(world, day, dawn, courses):
    """A world as it is at one moment, the states of the duties that are known already among its events."""
    happened = [(e[1], n, e) for n, e in enumerate(world["events"]) if e[1] < day or (e[1] == day and not dawn)]
    for id, (_, changes) in courses.items():
        for kind, when in changes:
            if when < day or (when == day and not dawn):
                happened.append((when, -1 if kind == "breached" else 10**6, (f"{kind}.{id}", when, dict(world["refs"]), {})))
    moment = 2 * day.toordinal() + (not dawn)
    states = {id: state[moment] for id, (state, _) in courses.items()}
    return {**world, "today": day, "events": [e for *_, e in sorted(happened, key=lambda h: h[:2])], "states": states}


def looked_at(world, id):
    """(program, {what is asked: its nodes}) for one look at one duty: ASKED, and `rest` for the exceptions that suspend it."""
    norm, twin = world["norms"][id], Twin(world)
    nodes = {"raises": [twin.new()]}
    twin.junction(nodes["raises"][0], twin.inside(norm), True)
    nodes |= {key: [twin.condition(norm[asked])] for key, asked in ASKED.items() if asked != "when" and norm.get(asked) is not None}
    nodes["rest"] = [twin.norm(d["id"]) for d in twin.defeaters(id)]
    return "\n".join(twin.lines), nodes


def holding(looks):
    """{moment: what holds of what was asked}. All looks are one program, the names of each its own."""
    control = clingo.Control(["--warn=none"])
    for moment, (program, _) in looks.items():
        control.add("base", [], NAME.sub(rf"\1_{moment}(", program))
    control.ground([("base", [])], context=Calendar())
    with control.solve(yield_=True) as handle:
        true = {(a.name, a.arguments[0].number) for a in next(iter(handle)).symbols(atoms=True) if a.name.startswith("t_")}
    return {m: [key for key, ns in nodes.items() if any((f"t_{m}", n) in true for n in ns)] for m, (_, nodes) in looks.items()}


def course(world, id, courses):
    """({moment: state}, [(kind of change, day)]) of one duty up to the world's day. courses: those of the duties it asks about."""
    norm, lines, looks = world["norms"][id], [CLOCK], {}
    days = [date.fromordinal(n) for n in range(world["earliest"].toordinal(), world["today"].toordinal() + 1)]
    for day, dawn in product(days, (True, False)):
        looks[2 * day.toordinal() + (not dawn)] = looked_at(at(world, day, dawn, courses), id)
    for moment, keys in holding(looks).items():
        lines += [f"moment({moment}).", *(f"{key}({moment})." for key in keys)]
    whole = at(world, world["today"], False, courses)["events"]
    term, anew = norm["due"], norm.get("starts_anew_at") or {}
    lines.append(f"length({term.get('days', term.get('plus_days'))}).")
    for n, (name, when, *_) in enumerate(whole):
        place = -1 if name.startswith("breached.") else 10**6 if name.startswith("discharged.") else n
        lines += [f"raised({place},{when.toordinal()})."] if name == term.get("event") else []
        lines += [f"ended({place},{when.toordinal()})."] if name in term.get("since", []) else []
        lines += [f"again({when.toordinal()})."] if name == anew.get("event") else []
    if "date" in term:
        lines.append(f"fixed({date.fromisoformat(term['date']).toordinal()}).")
    lines += ["raised(0,0) :- #false. ended(0,0) :- #false. again(0) :- #false. fixed(0) :- #false. rest(0) :- #false. held(0) :- #false."]
    lines += ["done(0) :- #false. over(0) :- #false. raises(0) :- #false."]
    control = clingo.Control(["--warn=none"])
    control.add("base", [], "\n".join(lines))
    control.ground([("base", [])])
    with control.solve(yield_=True) as handle:
        shown = next(iter(handle)).symbols(shown=True)
    states = {a.arguments[0].number: a.arguments[1].name for a in shown if a.name == "state"}
    found = [(a.arguments[0].name, date.fromordinal(a.arguments[1].number)) for a in shown if a.name == "change"]
    return states, sorted(found, key=lambda c: c[1])


def courses_of(world, ids):
    """The courses of several duties, each given after those it asks about."""
    found = {}
    for id in ids:
        found[id] = course(world, id, found)
    return found
