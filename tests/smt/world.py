"""One act under the packs as formulas for an SMT solver, every fact established: what can be so, and a case in which it is.

Not the evaluator's code, and not the twin's: a case read out of a model goes back to the kernel, which must say the same.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date

import z3

from game import rules

FIRST, LAST = date(2017, 1, 1), date(2022, 12, 31)
SLOTS = 2
"""How many events of one name there may be. More are never needed to tell two of our tests apart."""

IDS = ("this", "other")
SIGNS = {
    "==": lambda a, b: a == b, "!=": lambda a, b: a != b, "<": lambda a, b: a < b, "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
}  # fmt: skip


class Several(dict):
    """A set as the solver sees it: for each thing that could be in it, whether it is."""


def items_in(raw):
    """Everything that conditions put into sets, so that sets have a universe."""
    if isinstance(raw, dict):
        for key, value in raw.items():
            if key == "where":
                yield from value.values()
            if key == "counts_if":
                yield from (int(k) if str(k).isdigit() else k for k in value)
            yield from items_in(value)
    elif isinstance(raw, (list, tuple)):
        for value in raw:
            if isinstance(value, (str, int)) and not isinstance(value, bool):
                yield value
            yield from items_in(value)


class World:
    """Variables for one act: the day, the actor, facts, parameters and events; and each norm as a formula over them."""

    def __init__(self, law, name):
        self.law, self.spec = law, law.acts[name]
        self.rules, self.memo, self.variables = [], {}, {}
        self.today = self.day("today")
        offices = {"press"} | {h for n in law.norms.values() for h in n.holder} | {d.to for d in law.library.delegations}
        self.offices = sorted(offices - {"anyone"})
        self.actor = self.choice("actor", len(self.offices))
        raws = [r for n in law.norms.values() for r in (n.given, n.when, n.elements, n.discharged_when)]
        names = {i for s in law.names.sets.values() for i in s} | {i for r in raws for i in items_in(r)}
        self.universe = sorted((i for i in names if not (isinstance(i, str) and "." in i)), key=str)
        self.slots = {}

    # ---------------------------------------------------------------- variables
    def day(self, name):
        return self.whole(name, FIRST.toordinal(), LAST.toordinal())

    def whole(self, name, low, high):
        found = z3.Int(name)
        self.rules.append(z3.And(found >= low, found <= high))
        return found

    def choice(self, name, count):
        return self.whole(name, 0, count - 1)

    def variable(self, name, spec):
        """A fact, a parameter or a datum: its own variable, made once."""
        if name not in self.variables:
            if spec.type == "bool":
                made = z3.Bool(name)
            elif spec.type == "date":
                made = self.day(name)
            elif spec.type in ("int", "money"):
                made = self.whole(name, 0, 10**10)
            elif spec.type == "set":
                made = Several({i: z3.Bool(f"{name}:{i}") for i in (*self.universe, *IDS)})
            else:
                made = self.choice(name, max(1, len(spec.values)))
            self.variables[name] = (made, spec)
        return self.variables[name][0]

    def events(self, name):
        """The slots of one event, in the order of the record."""
        if name not in self.slots:
            spec, made = self.law.names.events[name], []
            for n in range(SLOTS):
                at = f"{name}#{n}"
                made.append({
                    "there": z3.Bool(f"{at}?"), "day": self.day(f"{at}@"), "n": n,
                    "about": {role: self.choice(f"{at}/{role}", len(IDS)) for role in spec.about},
                    "data": {key: self.variable(f"{at}.{key}", s) for key, s in spec.data.items()},
                })  # fmt: skip
            self.rules += [z3.Implies(b["there"], z3.And(a["there"], a["day"] <= b["day"])) for a, b in zip(made, made[1:], strict=False)]
            self.slots[name] = made
        return self.slots[name]

    # ----------------------------------------------------------------- operands
    def operand(self, raw, enacted):
        """(value, is it there): a term, a Several, or a plain value."""
        if raw == "today":
            return self.today, True
        if isinstance(raw, str) and raw.startswith("$set."):
            return self.law.names.sets[raw[5:]], True
        if isinstance(raw, str) and "." in raw and " " not in raw:
            return self.path(raw)
        if isinstance(raw, str) and len(raw) == 10 and raw[4:8:3] == "--":
            return date.fromisoformat(raw).toordinal(), True
        if isinstance(raw, (list, tuple)):
            return frozenset(raw), True
        if not isinstance(raw, dict):
            return raw, True
        if "enacted" in raw:
            return enacted.toordinal() + raw["enacted"], True
        if "text" in raw:
            return raw["text"], True
        if "value_of" in raw:
            value = self.plain(self.law.norms[raw["value_of"]].value)
            for other in self.law.library.defeaters.get(raw["value_of"], ()):
                if other.value is not None:
                    value = z3.If(self.effect(other.id), self.plain(other.value), value)
            return value, True
        (unit,) = set(raw) - {"date"}
        (base, there), (count, too) = self.operand(raw["date"], enacted), self.operand(raw[unit], enacted)
        if unit.endswith("months"):
            assert (unit, count) == ("plus_months", 12), "no pack adds any other number of months to a fact yet"
            leap = [z3.And(base >= date(y - 1, 3, 1).toordinal(), base <= date(y, 2, 28).toordinal()) for y in range(2004, 2049, 4)]
            return base + z3.If(z3.Or(*leap), 366, 365), there
        return (base + count if unit.startswith("plus") else base - count), self.both(there, too)

    def plain(self, value):
        return value.toordinal() if isinstance(value, date) else value

    def both(self, *there):
        open_ = [t for t in there if t is not True]
        return z3.And(*open_) if open_ else True

    def path(self, raw):
        name, fact = raw.split(".", 1)
        if name == "act":
            return self.variable(raw, self.spec.params[fact]), True
        bound = self.law.names.bindings.get(name)
        if bound is None:
            return self.variable(raw, self.law.names.vars[name][fact]), True
        found = self.matching(bound.event, dict.fromkeys(bound.about), {}, None)
        value, there = None, z3.Or(*(m for m, _ in found))
        for matches, slot in found:
            here = slot["day"] if fact == "date" else slot["data"][fact]
            if value is None:
                value = here
            elif isinstance(here, Several):
                value = Several({i: z3.If(matches, here[i], value[i]) for i in here})
            else:
                value = z3.If(matches, here, value)
        return value, there

    def texts(self, raw, other):
        """A text as the number it has among the values of the enum it is compared with."""
        if isinstance(raw, str) and isinstance(other, str) and "." in other and not other.startswith("$"):
            name, fact = other.split(".", 1)
            spec = self.spec.params.get(fact) if name == "act" else self.law.names.vars[name][fact]
            if spec.values and raw in spec.values:
                return spec.values.index(raw)
        return raw

    # --------------------------------------------------------------- conditions
    def condition(self, raw, enacted):
        (op,) = [k for k in raw if k not in ("label", "cite", "else", "about", "where")]
        body = raw[op]
        if op == "all":
            return z3.And(*(self.condition(r, enacted) for r in body))
        if op == "any":
            return z3.Or(*(self.condition(r, enacted) for r in body))
        if op == "not":
            return z3.Not(self.condition(body, enacted))
        if op == "in_effect":
            return self.effect(body)
        if op == "reading":
            ((question, wanted),) = body.items()
            return z3.BoolVal(self.law.readings[question] == wanted)
        if op == "actor":
            return z3.Or(*(self.actor == self.offices.index(o) for o in ([body] if isinstance(body, str) else body)))
        if op == "fact":
            value, there = self.operand(body, enacted)
            return z3.And(there, value)
        if op in ("cmp", "includes"):
            one, two = body[0], body[-1]
            (a, here), (b, too) = self.operand(self.texts(one, two), enacted), self.operand(self.texts(two, one), enacted)
            met = SIGNS[body[1]](a, b) if op == "cmp" else self.holds_all(a, b)
            return z3.And(self.both(here, too), met)
        if op == "count":
            return self.counted(body, enacted)
        if op in ("on_or_after", "before"):
            value, there = self.operand(body, enacted)
            return z3.And(there, self.today >= value if op == "on_or_after" else self.today < value)
        if op == "in_season":
            value, there = self.operand(body["date"], enacted)
            years = range(FIRST.year, LAST.year + 1)
            spans = [[date.fromisoformat(f"{y}-{body[k]}").toordinal() for k in ("first", "last")] for y in years]
            assert all(a <= b for a, b in spans), "no pack has a season over the new year yet"
            return z3.And(there, z3.Or(*(z3.And(value >= a, value <= b) for a, b in spans)))
        return self.of_events(op, raw, body, enacted)

    def member(self, whole, item):
        if isinstance(whole, Several):
            return whole.get(item, z3.BoolVal(False))
        return z3.BoolVal(item in whole)

    def holds_all(self, whole, part):
        if isinstance(part, Several):
            return z3.And(*(z3.Implies(has, self.member(whole, i)) for i, has in part.items()))
        if isinstance(part, z3.ExprRef):  # one thing, a number that a case gives
            return z3.Or(*(z3.And(part == i, self.member(whole, i)) for i in self.universe if isinstance(i, int)))
        return z3.And(*(self.member(whole, i) for i in (part if isinstance(part, frozenset) else [part])))

    def counted(self, body, enacted):
        chosen, there = self.operand(body["of"], enacted)
        within = self.operand(body["within"], enacted)[0] if "within" in body else frozenset(chosen)
        ifs = {(int(k) if str(k).isdigit() else k): self.condition(c, enacted) for k, c in (body.get("counts_if") or {}).items()}
        count = z3.Sum(*(z3.If(z3.And(self.member(chosen, i), ifs.get(i, z3.BoolVal(True))), 1, 0) for i in sorted(within, key=str)), 0)
        return z3.And(there, count >= body.get("at_least", 0), count <= body.get("at_most", 10**6))

    # ------------------------------------------------------------------- events
    def matching(self, name, about, where, enacted):
        """[(formula: this slot matches, slot)] in the record's order; None about whom means the act's own."""
        found = []
        for slot in self.events(name):
            asked = [slot["there"], slot["day"] <= self.today]
            for role, raw in about.items():
                who = slot["about"][role]
                if raw is None:
                    asked.append(who == 0 if role in self.spec.about else z3.BoolVal(False))
                else:
                    several, there = self.operand(raw, enacted)
                    asked += [there, z3.Or(*(z3.And(who == n, self.member(several, id)) for n, id in enumerate(IDS)))]
            for key, value in (where or {}).items():
                spec, held = self.law.names.events[name].data[key], slot["data"][key]
                if isinstance(held, Several):
                    asked.append(self.member(held, value))
                else:
                    asked.append(held == (spec.values.index(value) if spec.values else value))
            found.append((z3.And(*(a for a in asked if a is not True)), slot))
        return found

    def roles(self, about):
        if about is None:
            return {}
        return {about: None} if isinstance(about, str) else about if isinstance(about, dict) else dict.fromkeys(about)

    def of_events(self, op, raw, body, enacted):
        if op == "event":
            return z3.Or(*(m for m, _ in self.matching(body, self.roles(raw.get("about")), raw.get("where"), enacted)))
        name = body["events" if op == "sum_within" else "event"]
        found = self.matching(name, self.roles(body.get("about")), body.get("where"), enacted)
        if op == "event_within":
            days, there = self.operand(body["days"], enacted)
            lag = 1 if body.get("day_one", "same") == "same" else 0
            return z3.And(there, z3.Or(*(z3.And(m, self.today - s["day"] <= days - lag) for m, s in found)))
        if op == "event_since":
            ends = body["since"] if isinstance(body["since"], list) else [body["since"]]
            ended = [(end, *e) for end in ends for e in self.matching(end, self.roles(body.get("about")), {}, enacted)]
            order = list(self.law.names.events)
            def later(a, end, b):  # on one day the record's order decides; we read it out by name, then by slot
                same = (order.index(name), a["n"]) > (order.index(end), b["n"])
                return z3.Or(a["day"] > b["day"], z3.And(a["day"] == b["day"], z3.BoolVal(same)))
            roles = self.roles(body.get("about"))
            def same(a, b):  # what ends it for one record does not end it for another
                return z3.And(*(a["about"][role] == b["about"][role] for role in roles))
            return z3.Or(*(z3.And(m, *(z3.Implies(z3.And(e, same(s, t)), later(s, end, t)) for end, e, t in ended)) for m, s in found))
        assert op == "sum_within", op
        more, there = self.operand(body.get("plus", 0), enacted)
        cap, too = self.operand(body["at_most"], enacted)
        since = self.months_ago(body["months"])
        spent = z3.Sum(*(z3.If(z3.And(m, s["day"] > since), s["data"][body["field"]], 0) for m, s in found), 0)
        return z3.And(self.both(there, too), more + spent <= cap)

    def months_ago(self, months):
        """The day that many months before today, month by month."""
        found = z3.IntVal(0)
        for year in range(FIRST.year, LAST.year + 1):
            for month in range(1, 13):
                begins = date(year, month, 1).toordinal()
                before = year * 12 + month - 1 - months
                then = date(before // 12, before % 12 + 1, 1)
                most = monthrange(then.year, then.month)[1] - 1
                into = self.today - begins
                found = z3.If(self.today >= begins, then.toordinal() + z3.If(into > most, most, into), found)
        return found

    # -------------------------------------------------------------------- norms
    def enacted(self, norm):
        return next(p.enacted for p in self.law.packs if p.id == norm.pack)

    def inside(self, norm):
        """In force, and all it asks; without what defeats it."""
        begins, ends = (norm.start or date.min).toordinal(), (norm.until or date.max).toordinal()
        asked = [self.condition(raw, self.enacted(norm)) for raw in (norm.given, norm.when) if raw is not None]
        return z3.And(self.today >= begins, self.today < ends, *asked)

    def effect(self, id):
        if id not in self.memo:
            against = [z3.Not(self.effect(d.id)) for d in self.law.library.defeaters.get(id, ())]
            self.memo[id] = z3.And(self.inside(self.law.norms[id]), *against)
        return self.memo[id]

    def held(self, norm):
        """Does the actor hold this power, or has it by delegation?"""
        ways = [self.actor == self.offices.index(o) for o in norm.holder if o != "anyone"]
        if "anyone" in norm.holder:
            return z3.BoolVal(True)
        for d in self.law.library.delegations:
            if norm.id in d.norms:
                when = [self.condition(d.when, self.enacted(norm))] if d.when is not None else []
                ways.append(z3.And(self.actor == self.offices.index(d.to), self.today >= (d.start or FIRST).toordinal(), *when))
        return z3.Or(*ways)

    def elements(self, norm):
        asked = [self.condition(raw, self.enacted(norm)) for raw in norm.elements]
        for d in self.law.library.delegations:
            if norm.id in d.norms:
                apart = z3.And(self.actor == self.offices.index(d.to), *(self.actor != self.offices.index(o) for o in norm.holder))
                asked += [z3.Implies(apart, self.condition(raw, self.enacted(norm))) for raw in d.elements]
        return z3.And(*asked) if asked else z3.BoolVal(True)

    def of_act(self, kind):
        return [n for n in self.law.norms.values() if n.kind == kind and self.spec.name in n.acts]

    @property
    def barred(self):
        return z3.Or(*(self.effect(n.id) for n in self.of_act("prohibition")), z3.BoolVal(False))

    @property
    def granted(self):
        """Some power reaches the act, is the actor's, and has every element."""
        return z3.Or(*(z3.And(self.effect(n.id), self.held(n), self.elements(n)) for n in self.of_act("power")), z3.BoolVal(False))

    # -------------------------------------------------------------------- cases
    def case(self, wanted):
        """(case, act, model) in which *wanted* is so, or None when nothing is such."""
        solver = z3.Solver()
        solver.set("timeout", 20_000)
        solver.add(wanted, *self.rules)
        answer = solver.check()
        assert answer != z3.unknown, "the solver did not decide in time"
        if answer == z3.unsat:
            return None
        model = solver.model()
        return *self.read(model), model

    def read(self, model):
        ask = lambda term: model.eval(term, model_completion=True)  # noqa: E731

        def value(term, spec):
            if isinstance(term, Several):
                return frozenset(i for i, has in term.items() if z3.is_true(ask(has)))
            got = ask(term)
            if spec.type == "bool":
                return z3.is_true(got)
            if spec.type == "date":
                return date.fromordinal(got.as_long())
            return spec.values[got.as_long()] if spec.values else got.as_long() if spec.type in ("int", "money") else "text"

        fields = {}
        for name, (term, spec) in self.variables.items():
            if "#" not in name:
                record, fact = name.split(".", 1)
                fields.setdefault(record, {})[fact] = value(term, spec)
        params = fields.pop("act", {})
        records = {"this": None, "other": None}
        kinds = {role for slots in self.slots.values() for s in slots for role in s["about"]} | set(self.spec.about) | set(fields)
        records = {}
        for kind in sorted(kinds):
            records[f"this {kind}"] = rules.Record(kind, fields.get(kind, {}))
            records[f"other {kind}"] = rules.Record(kind, {})
        happened = []
        for name in self.law.names.events:
            for slot in self.slots.get(name, ()):
                if z3.is_true(ask(slot["there"])):
                    about = {role: f"{IDS[ask(who).as_long()]} {role}" for role, who in slot["about"].items()}
                    data = {k: value(t, self.law.names.events[name].data[k]) for k, t in slot["data"].items()}
                    happened.append(rules.Occurrence(name, date.fromordinal(ask(slot["day"]).as_long()), about, data))
        happened.sort(key=lambda o: o.date)
        records = {id: rules.Record(r.kind, {k: self.ids(r.kind, k, v) for k, v in r.fields.items()}) for id, r in records.items()}
        act = rules.Act(
            self.spec.name, self.offices[ask(self.actor).as_long()], date.fromordinal(ask(self.today).as_long()),
            {role: f"this {role}" for role in self.spec.about}, params,
        )  # fmt: skip
        return rules.Case(records, tuple(happened)), act

    def ids(self, kind, fact, held):
        """Sets of people hold record ids."""
        if isinstance(held, frozenset):
            return frozenset(f"{i} person" if i in IDS else i for i in held)
        return held
