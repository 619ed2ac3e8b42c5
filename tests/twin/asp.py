"""The law a third time, as an answer-set program: two atoms a node, certainly true and certainly false.

Written from the page on the condition language, not from the evaluator, and sharing no line with it. A world is what one
act is ruled in: today, actor, records {name: {fact: value}, None, or "absent"}, refs {role: record id}, events
[(name, day, about, data)] in the record's order, sets, readings, norms {id: raw}, delegations; states {duty: its state}, and
among the events the changes of state of duties, both worked out by `courses`.
"""

from __future__ import annotations

from datetime import date

import clingo

from .events import Events
from .terms import BASE, INVERSE, SIGN, Calendar, term


class Twin(Events):
    """Translates what is asked for and solves it once. `order` holds, for each norm (or ""), its nodes in reading order."""

    def __init__(self, world):
        self.world, self.lines, self.count = world, [BASE], 0
        self.order, self.at, self.norm_nodes = {}, [""], {}
        today = world["today"].toordinal()
        self.today = today
        for name, held in world["records"].items():
            if isinstance(held, dict):
                for fact, value in held.items():
                    self.fact(f"{name}.{fact}", value)
        for n, (name, day, about, data) in enumerate(world["events"]):
            if day.toordinal() <= today:
                self.say(f"ev({n},{term(name)},{day.toordinal()}).")
                for role, id in about.items():
                    self.say(f"about({n},{term(role)},{term(id)}).")
                for key, value in data.items():
                    for one in value if isinstance(value, frozenset) else [value]:
                        self.say(f"data({n},{term(key)},{term(one)}).")

    def say(self, line):
        self.lines.append(line)

    def fact(self, name, value):
        if isinstance(value, frozenset):
            self.say(f"fset({term(name)}).")
            self.lines += [f"fmem({term(name)},{term(one)})." for one in value]
        elif value is not None:
            self.say(f"fv({term(name)},{term(value)}).")

    def choose(self, name, values):
        """One of these values, whichever: for settling what is open."""
        for n, value in enumerate(values):
            self.say(f"1 {{ alt({term(name)},0..{len(values) - 1}) }} 1." if n == 0 else "")
            chosen = f"alt({term(name)},{n})"
            if isinstance(value, frozenset):
                self.say(f"fset({term(name)}) :- {chosen}.")
                self.lines += [f"fmem({term(name)},{term(one)}) :- {chosen}." for one in value]
            else:
                self.say(f"fv({term(name)},{term(value)}) :- {chosen}.")

    def new(self, listed=True):
        self.count += 1
        if listed:
            self.order.setdefault(self.at[-1], []).append(self.count)
        return self.count

    def constant(self, value, listed=True):
        n = self.new(listed)
        self.say(f"{'t' if value else 'f'}({n}).")
        return n

    # ----------------------------------------------------------------- operands
    def operand(self, raw):
        k = self.new(listed=False)
        if raw == "today":
            self.say(f"v({k},{self.today}).")
        elif isinstance(raw, str) and raw.startswith("$set."):
            self.members(k, self.world["sets"][raw[5:]])
        elif isinstance(raw, str) and "." in raw and " " not in raw:
            self.path(k, raw)
        elif isinstance(raw, str) and len(raw) == 10 and raw[4:8:3] == "--":
            self.say(f"v({k},{date.fromisoformat(raw).toordinal()}).")
        elif isinstance(raw, (list, tuple, frozenset)):
            self.members(k, raw)
        elif not isinstance(raw, dict):
            self.say(f"v({k},{term(raw)}).")
        elif "value_of" in raw:
            self.definition(k, raw["value_of"])
        elif "text" in raw:
            self.say(f"v({k},{term(raw['text'])}).")
        elif "enacted" in raw:
            self.say(f"v({k},{self.world['enacted'][self.at[-1]].toordinal() + raw['enacted']}).")
        else:
            (unit,) = set(raw) - {"date"}
            base, amount = self.operand(raw["date"]), self.operand(raw[unit])
            sign = "-" if unit.startswith("minus") else ""
            sum_ = f"@months(X,{sign}N)" if unit.endswith("months") else f"X{sign or '+'}N"
            self.say(f"v({k},{sum_}) :- v({base},X), v({amount},N).")
            self.lines += [f"absent({k}) :- absent({o})." for o in (base, amount)]
        return k

    def members(self, k, several):
        self.say(f"set({k}).")
        self.lines += [f"mem({k},{term(one)})." for one in several]

    def path(self, k, raw):
        name, fact = raw.split(".", 1)
        held = self.world["records"].get(name)
        if held == "absent":
            self.say(f"absent({k}).")
        self.say(f"v({k},X) :- fv({term(raw)},X). set({k}) :- fset({term(raw)}). mem({k},X) :- fmem({term(raw)},X).")
        if name == "act" and (held or {}).get(fact) is None:
            kind = self.world.get("params", {}).get(fact)
            if kind == "set":
                self.say(f"set({k}).")
            elif kind in ("bool", "enum", "text"):
                self.say(f"v({k},{term(False if kind == 'bool' else '')}).")

    def definition(self, k, id):
        for other in self.defeaters(id):
            n = self.norm(other["id"])
            if other.get("value") is not None:
                self.say(f"given({k},{term(other['value'])}) :- t({n}).")
            self.say(f"open({k}) :- not t({n}), not f({n}).")
        self.say(f"clash({k}) :- given({k},A), given({k},B), A != B. some({k}) :- given({k},_).")
        self.say(f"v({k},X) :- given({k},X), not open({k}), not clash({k}).")
        self.say(f"v({k},{term(self.world['norms'][id]['value'])}) :- not some({k}), not open({k}).")

    # --------------------------------------------------------------- conditions
    def condition(self, raw):
        """The node of one condition; those below it follow in reading order."""
        (op,) = [key for key in raw if key not in ("label", "cite", "else", "about", "where")]
        body = raw[op]
        if op == "in_effect":
            return self.norm(body)
        n = self.new()
        if op in ("all", "any"):
            self.junction(n, [self.condition(r) for r in body], op == "all")
        elif op == "not":
            below = self.condition(body)
            self.say(f"t({n}) :- f({below}). f({n}) :- t({below}).")
        elif op == "fact":
            o = self.operand(body)
            self.say(f't({n}) :- v({o},"true"). f({n}) :- v({o},"false"). f({n}) :- absent({o}).')
        elif op in ("cmp", "includes"):
            a, b = self.operand(body[0]), self.operand(body[-1])
            self.say(f"f({n}) :- absent({a}). f({n}) :- absent({b}).")
            if op == "cmp":
                sign = body[1]
                self.say(f"t({n}) :- v({a},X), v({b},Y), X {SIGN.get(sign, sign)} Y.")
                self.say(f"f({n}) :- v({a},X), v({b},Y), X {SIGN.get(INVERSE[sign], INVERSE[sign])} Y.")
            else:
                self.say(f"lacks({n}) :- mem({b},X), not mem({a},X).")
                self.say(f"t({n}) :- known({a}), known({b}), not lacks({n}). f({n}) :- known({a}), known({b}), lacks({n}).")
        elif op == "count":
            self.number(n, body)
        elif op == "reading":
            ((question, wanted),) = body.items()
            self.say(f"{'t' if self.world['readings'][question] == wanted else 'f'}({n}).")
        elif op == "actor":
            self.say(f"{'t' if self.world['actor'] in ([body] if isinstance(body, str) else body) else 'f'}({n}).")
        elif op == "state":
            wanted = [body["is"]] if isinstance(body["is"], str) else body["is"]
            self.say(f"{'t' if self.world['states'][body['duty']] in wanted else 'f'}({n}).")
        elif op in ("on_or_after", "before"):
            o = self.operand(body)
            after, earlier = ("t", "f") if op == "on_or_after" else ("f", "t")
            self.say(f"{after}({n}) :- v({o},X), X <= {self.today}. {earlier}({n}) :- v({o},X), X > {self.today}. f({n}) :- absent({o}).")
        elif op == "in_season":
            o = self.operand(body["date"])
            first, last = (int(body[k].replace("-", "")) for k in ("first", "last"))
            self.say(f"t({n}) :- v({o},X), @season(X,{first},{last}) = 1. f({n}) :- v({o},X), @season(X,{first},{last}) = 0.")
            self.say(f"f({n}) :- absent({o}).")
        else:
            self.of_events(n, op, raw, body)
        return n

    def junction(self, n, parts, conjunction, against=()):
        """All (or any) of these; of a conjunction also none of those against it."""
        sure, never = ("t", "f") if conjunction else ("f", "t")
        whole = [*(f"{sure}({p})" for p in parts), *(f"f({p})" for p in against)]
        self.say(f"{sure}({n})" + (f" :- {', '.join(whole)}." if whole else "."))
        self.lines += [f"{never}({n}) :- {never}({p})." for p in parts]
        self.lines += [f"{never}({n}) :- t({p})." for p in against]

    def number(self, n, body):
        o = self.operand(body["of"])
        within = f", mem({self.operand(body['within'])},X)" if "within" in body else ""
        self.say(f"el({n},X) :- mem({o},X){within}.")
        for key, raw in (body.get("counts_if") or {}).items():
            below = self.condition(raw)
            item = term(int(key) if str(key).isdigit() else key)
            self.say(f"unsure({n},{item}) :- not t({below}). out({n},{item}) :- f({below}).")
        self.say(f"sure({n},S) :- S = #count {{ X : el({n},X), not unsure({n},X) }}.")
        self.say(f"most({n},S) :- S = #count {{ X : el({n},X), not out({n},X) }}.")
        low, high = body.get("at_least", 0), body.get("at_most", 10**6)
        self.say(f"t({n}) :- known({o}), sure({n},S), most({n},M), {low} <= S, M <= {high}.")
        self.say(f"f({n}) :- known({o}), most({n},M), M < {low}. f({n}) :- known({o}), sure({n},S), S > {high}. f({n}) :- absent({o}).")

    # -------------------------------------------------------------------- norms
    def defeaters(self, id):
        return [n for n in self.world["norms"].values() if id in (n.get("defeats") or ())]

    def inside(self, norm):
        """In force today, or on the day whose law rules, and what the norm itself asks."""
        bounds = [(sign, norm[key]) for key, sign in (("start", ">="), ("until", "<")) if norm.get(key)]
        if not bounds:
            return [self.condition(norm[key]) for key in ("given", "when") if norm.get(key) is not None]
        when = [norm["when"]] if norm.get("when") is not None else []
        if norm.get("law_time"):
            n, given = self.new(), [norm["given"]] if norm.get("given") is not None else []
            asked = [{"cmp": [norm["law_time"], sign, day.isoformat()]} for sign, day in bounds]
            self.junction(n, [self.condition(raw) for raw in asked + given], True)
            return [n, *map(self.condition, when)]
        start, until = norm.get("start") or date.min, norm.get("until") or date.max
        n = self.constant(start <= self.world["today"] < until)
        return [n, *(self.condition(norm[key]) for key in ("given", "when") if norm.get(key) is not None)]

    def norm(self, id):
        """In effect: in force, its conditions met, and nothing in effect that defeats it."""
        if id not in self.norm_nodes:
            norm = self.world["norms"][id]
            self.at.append(id)
            n = self.norm_nodes[id] = self.new()
            parts = self.inside(norm)
            self.junction(n, parts, True, [self.norm(d["id"]) for d in self.defeaters(id)])
            self.at.pop()
        return self.norm_nodes[id]

    def power(self, id):
        """(reach, power, elements) of a norm that grants."""
        norm, world = self.world["norms"][id], self.world
        self.at.append(id)
        root, reach = self.new(), self.new()
        self.junction(reach, self.inside(norm), True, [self.norm(d["id"]) for d in self.defeaters(id)])
        passed = [d for d in world.get("delegations", ()) if id in d["norms"]]
        holder = self.new()
        own = world["actor"] in norm["holder"] or "anyone" in norm["holder"]
        ways = []
        for d in passed:
            when = self.condition(d["when"]) if d.get("when") is not None else None
            if world["actor"] == d["to"] and world["today"] >= (d.get("start") or date.min):
                ways.append(when if when is not None else self.constant(True, listed=False))
        if own:
            self.say(f"t({holder}).")
        else:
            self.junction(holder, ways, False)
        elements = self.new()
        parts = [self.condition(raw) for raw in norm.get("elements") or ()]
        for d in passed:
            for raw in d.get("elements") or ():
                asked, shown = self.condition(raw), self.new()
                if world["actor"] != d["to"] or world["actor"] in norm["holder"]:
                    self.say(f"t({shown}).")
                else:
                    self.say(f"t({shown}) :- t({asked}). f({shown}) :- f({asked}).")
                parts.append(shown)
        self.junction(elements, parts, True)
        self.junction(root, [reach, holder, elements], True)
        self.at.pop()
        return reach, holder, elements

    def duty(self, id):
        """What raises a duty; what defeats it only suspends it."""
        norm = self.world["norms"][id]
        self.at.append(id)
        n = self.new()
        parts = self.inside(norm)
        for d in self.defeaters(id):
            self.norm(d["id"])
        for key in ("discharged_when", "stops_while", "expires_when"):
            if norm.get(key) is not None:
                self.condition(norm[key])
        due = norm.get("due") or {}
        for form in due.get("first_of", [due]):
            if "when" in form:
                self.condition(form["when"])
        self.junction(n, parts, True)
        self.at.pop()
        return n

    def act(self, name, kind="office", asserts=""):
        """Everything that can matter to one act, and its verdict once nothing is open."""
        norms = self.world["norms"]
        if asserts:
            n = self.duty(asserts) if norms[asserts]["kind"] == "duty" else self.norm(asserts)
            self.say(f"verdict(lawful) :- t({n}). verdict(not_applicable) :- f({n}).")
            return
        powers, bars = [], []
        for id, norm in norms.items():
            if name in (norm.get("acts") or ()):
                if norm["kind"] == "power":
                    powers.append(self.power(id))
                elif norm["kind"] == "prohibition":
                    bars.append(self.norm(id))
        self.lines += [f"barred :- t({b})." for b in bars]
        self.say("free" + (" :- " + ", ".join(f"f({b})" for b in bars) if bars else "") + ".")
        for g, (reach, holder, elements) in enumerate(powers):
            self.say(f"of({g},3) :- f({reach}). of({g},2) :- t({reach}), f({holder}). of({g},2) :- t({reach}), t({holder}), barred.")
            free = f"t({reach}), t({holder}), free"
            self.say(f"of({g},1) :- {free}, f({elements}). of({g},0) :- {free}, t({elements}).")
        if powers:
            self.say(f"best(B) :- B = #min {{ R : of(_,R) }}, {', '.join(f'of({g},_)' for g in range(len(powers)))}.")
            names = ("lawful", "defective", "unlawful", "not_applicable")
            self.lines += [f"verdict({name}) :- best({rank})." for rank, name in enumerate(names)]
        elif kind == "deed":
            self.say("verdict(unlawful) :- barred. verdict(lawful) :- free.")
        else:
            self.say("verdict(not_applicable).")

    # ------------------------------------------------------------------ solving
    def solve(self, show="t/1. #show f/1. #show verdict/1", models=1):
        control = clingo.Control([str(models), "--warn=none"])
        control.add("base", [], "\n".join([*self.lines, f"#show {show}."]))
        control.ground([("base", [])], context=Calendar())
        found = []
        control.solve(on_model=lambda m: found.append({str(a) for a in m.symbols(shown=True)}))
        return found

    def values(self):
        """({norm: the values of its nodes in reading order}, verdict or "" while something is open)"""
        (model,) = self.solve()
        verdicts = [a[8:-1] for a in model if a.startswith("verdict(")]
        read = {
            id: [True if f"t({n})" in model else False if f"f({n})" in model else None for n in nodes] for id, nodes in self.order.items()
        }
        assert not any(f"t({n})" in model and f"f({n})" in model for nodes in self.order.values() for n in nodes)
        return read, verdicts[0] if verdicts else ""

    def verdicts(self):
        """Every verdict that some choice of the open facts gives."""
        return {a[8:-1] for model in self.solve("verdict/1", 0) for a in model}
