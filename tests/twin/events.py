"""Tests of events as answer-set rules: which match, which could if an open fact were known, and what follows for each operator."""

from __future__ import annotations

import clingo

from .terms import Calendar, term


class Events:
    """The part of a translation that is about events; `Twin` gives it lines, nodes and operands."""

    def matches(self, name, about, where):
        """(k of m(k,event) that match, literal that is true when an open fact could make one match, or "")"""
        k = self.new(listed=False)
        sure, perhaps, open_ = [], [], []
        for role, raw in self.roles(about):
            if raw is None:
                id = self.world["refs"].get(role)
                test = f"about(E,{term(role)},{term(id)})" if id is not None else "0 = 1"
                sure.append(test)
                perhaps.append(test)
            else:
                o = self.operand(raw)
                self.say(f"hit({k},E,{term(role)}) :- about(E,{term(role)},X), mem({o},X).")
                self.say(f"hit_or_open({k},E,{term(role)}) :- hit({k},E,{term(role)}).")
                self.say(f"hit_or_open({k},E,{term(role)}) :- ev(E,_,_), not known({o}), not absent({o}).")
                sure.append(f"hit({k},E,{term(role)})")
                perhaps.append(f"hit_or_open({k},E,{term(role)})")
                open_.append(o)
        asked = [f"data(E,{term(key)},{term(value)})" for key, value in (where or {}).items()]
        self.say(f"m({k},E) :- {', '.join([f'ev(E,{term(name)},_)', *sure, *asked])}.")
        self.say(f"p({k}) :- {', '.join([f'ev(E,{term(name)},_)', *perhaps, *asked])}.")
        self.say(f"some_m({k}) :- m({k},_). last({k},E) :- m({k},E), not later({k},E). later({k},E) :- m({k},E), m({k},F), F > E.")
        self.lines += [f"doubt({k}) :- p({k}), not known({o}), not absent({o})." for o in open_]
        return k

    def roles(self, about):
        if about is None:
            return []
        if isinstance(about, str):
            return [(about, None)]
        return list(about.items()) if isinstance(about, dict) else [(role, None) for role in about]

    def of_events(self, n, op, raw, body):
        if op == "event":
            k = self.matches(body, raw.get("about"), raw.get("where"))
            self.say(f"t({n}) :- some_m({k}). f({n}) :- not some_m({k}), not doubt({k}).")
            return
        k = self.matches(body["events" if op == "sum_within" else "event"], body.get("about"), body.get("where"))
        if op == "event_within":
            days = self.operand(body["days"])
            lag = 1 if body.get("day_one", "same") == "same" else 0
            self.say(f"newest({k},D) :- D = #max {{ X : m({k},E), ev(E,_,X) }}, some_m({k}).")
            self.say(f"t({n}) :- newest({k},D), v({days},N), {self.today} - D <= N - {lag}.")
            self.say(f"f({n}) :- newest({k},D), v({days},N), {self.today} - D > N - {lag}. f({n}) :- some_m({k}), absent({days}).")
            self.say(f"f({n}) :- not some_m({k}), not doubt({k}).")
        elif op == "event_since":
            since = body["since"] if isinstance(body["since"], list) else [body["since"]]
            self.say(f"apart({n},E,F) :- about(E,R,X), about(F,R,Y), X != Y, shares({n},R).")
            self.lines += [f"shares({n},{term(role)})." for role, _ in self.roles(body.get("about"))]
            for j in [self.matches(end, body.get("about"), None) for end in since]:
                self.say(f"beaten({n},E) :- m({k},E), m({j},F), not apart({n},E,F), ev(E,_,D), ev(F,_,C), (C,F) > (D,E).")
            self.say(f"t({n}) :- m({k},E), not beaten({n},E). f({n}) :- some_m({k}), not t({n}).")
            self.say(f"f({n}) :- not some_m({k}), not doubt({k}).")
        else:
            assert op == "sum_within", op
            more, cap = self.operand(body.get("plus", 0)), self.operand(body["at_most"])
            field = term(body["field"])
            since = Calendar().months(clingo.Number(self.today), clingo.Number(-body["months"])).number
            self.say(f"spent({k},S) :- S = #sum {{ V,E : m({k},E), ev(E,_,D), D > {since}, data(E,{field},V) }}.")
            known = f"spent({k},S), v({more},A), v({cap},C), not doubt({k})"
            self.say(f"t({n}) :- {known}, A + S <= C. f({n}) :- {known}, A + S > C. f({n}) :- absent({more}). f({n}) :- absent({cap}).")
