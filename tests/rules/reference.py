"""A second reading of the condition language, by walking the tree: slow, plain, and without one operator of game/rules.

An environment is a dict: today, actor, records {name: fields, None, or "absent"}, refs, events [(name, day, about, data)],
sets, readings, and for whole laws norms {id: raw}. `values` gives one value a node, in reading order; `ruled` gives a verdict.
Of duties it walks every day from `earliest` on, twice: at `dawn`, before anything has happened, and in the evening.
"""

from __future__ import annotations

from datetime import date, timedelta

NEVER = object()  # read from an event that did not happen


def months_later(day, months):
    count = day.year * 12 + day.month - 1 + months
    for last in range(day.day, 27, -1):
        try:
            return date(count // 12, count % 12 + 1, last)
        except ValueError:
            continue
    return date(count // 12, count % 12 + 1, day.day)


def operand(raw, env):
    if raw == "today":
        return env["today"]
    if isinstance(raw, str) and raw.startswith("$set."):
        return env["sets"][raw[5:]]
    if isinstance(raw, str) and "." in raw:
        name, field = raw.split(".")
        held = env["records"].get(name)
        return None if held is None else NEVER if held == "absent" else held.get(field)
    if isinstance(raw, str) and len(raw) == 10 and raw[4] == raw[7] == "-":
        return date.fromisoformat(raw)
    if isinstance(raw, list):
        return frozenset(raw)
    if not isinstance(raw, dict):
        return raw
    if "value_of" in raw:
        norms = env["norms"]
        others = [n for n in norms.values() if raw["value_of"] in n.get("defeats", [])]
        answers = [(effect(n["id"], env), n["value"]) for n in others]
        if any(a is None for a, _ in answers):
            return None
        given = {v for a, v in answers if a}
        return None if len(given) > 1 else given.pop() if given else norms[raw["value_of"]]["value"]
    (unit,) = set(raw) - {"date"}
    day, count = operand(raw["date"], env), operand(raw[unit], env)
    if NEVER in (day, count):
        return NEVER
    if day is None or count is None:
        return None
    count = -count if unit.startswith("minus") else count
    return day + timedelta(days=count) if unit.endswith("days") else months_later(day, count)


def events(name, about, where, env):
    """(events that match, could one match if an open fact were known)"""
    kind, _, duty = name.partition(".")
    if kind in ("breached", "discharged"):
        place = -1 if kind == "breached" else 10**6
        return [(day, place, {}, None) for day in changes(kind, duty, env) if day < env["today"] or not env.get("dawn")], False
    sure, maybe = [], False
    about = {about: None} if isinstance(about, str) else about or {}
    for n, (called, day, whom, data) in enumerate(env["events"]):
        if called != name or day > env["today"]:
            continue
        answers = []
        for role, asked in about.items():
            wanted = env["refs"].get(role) if asked is None else operand(asked, env)
            if asked is not None and wanted is None:
                answers.append(None)
            else:
                answers.append(whom.get(role) in wanted if isinstance(wanted, frozenset) else whom.get(role) == wanted)
        for key, wanted in (where or {}).items():
            answers.append(wanted in data[key] if isinstance(data.get(key), frozenset) else data.get(key) == wanted)
        if all(a is True for a in answers):
            sure.append((day, n, data, {role: whom.get(role) for role in about}))
        maybe = maybe or (False not in answers and None in answers)
    return sure, maybe


COMPARE = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: not a == b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: not b < a,
    ">": lambda a, b: b < a,
    ">=": lambda a, b: not a < b,
}


def kleene(parts, sure):
    return sure if sure in parts else None if None in parts else not sure


def values(raw, env):
    """The value of each node, the whole condition first."""
    (op,) = [k for k in raw if k not in ("label", "about", "where")]
    body = raw[op]
    if op in ("all", "any"):
        parts = [values(r, env) for r in body]
        return [kleene([p[0] for p in parts], op == "any"), *(v for p in parts for v in p)]
    if op == "not":
        below = values(body, env)
        return [None if below[0] is None else not below[0], *below]
    if op == "count":
        got, low, high = operand(body["of"], env), body.get("at_least", 0), body.get("at_most", 10**6)
        below = {k: values(c, env) for k, c in body.get("counts_if", {}).items()}
        flat = [v for p in below.values() for v in p]
        if got is None or got is NEVER:
            return [None if got is None else False, *flat]
        chosen = got & operand(body["within"], env) if "within" in body else got
        worth = [below[str(i)][0] if str(i) in below else True for i in chosen]
        answers = {low <= worth.count(True) + n <= high for n in range(worth.count(None) + 1)}
        return [answers.pop() if len(answers) == 1 else None, *flat]
    return [leaf(op, body, raw, env)]


def leaf(op, body, raw, env):
    if op == "fact":
        got = operand(body, env)
        return False if got is NEVER else got
    if op in ("cmp", "includes"):
        one, two = operand(body[0], env), operand(body[-1], env)
        if NEVER in (one, two):
            return False
        if one is None or two is None:
            return None
        if op == "cmp":
            return COMPARE[body[1]](one, two)
        return all(v in one for v in two) if isinstance(two, frozenset) else two in one
    if op == "event":
        sure, maybe = events(body, raw.get("about"), raw.get("where"), env)
        return True if sure else None if maybe else False
    if op == "event_within":
        sure, maybe = events(body["event"], body.get("about"), body.get("where"), env)
        if not sure:
            return None if maybe else False
        days = operand(body["days"], env)
        last = max(s[0] for s in sure) + timedelta(days=0 if days is None else days - (body.get("day_one", "same") == "same"))
        return None if days is None else env["today"] <= last
    if op == "event_since":
        sure, maybe = events(body["event"], body.get("about"), body.get("where"), env)
        since = body["since"] if isinstance(body["since"], list) else [body["since"]]
        ended = [e for name in since for e in events(name, body.get("about"), {}, env)[0]]
        if not sure:
            return None if maybe else False
        return any(all(one[:2] > end[:2] for end in ended if None in (end[3], one[3]) or end[3] == one[3]) for one in sure)
    if op == "sum_within":
        sure, maybe = events(body["events"], body.get("about"), {}, env)
        more = operand(body["plus"], env)
        if more is None or maybe:
            return None
        counted = [d.get(body["field"], 0) for day, _, d, _ in sure if day > months_later(env["today"], -body["months"])]
        return more + sum(counted) <= body["at_most"]
    if op in ("on_or_after", "before"):
        day = operand(body, env)
        return False if day is NEVER else None if day is None else (day <= env["today"]) == (op == "on_or_after")
    if op == "in_season":
        day = operand(body["date"], env)
        if day is NEVER or day is None:
            return None if day is None else False
        first, last, at = (tuple(map(int, t.split("-"))) for t in (body["first"], body["last"], f"{day.month}-{day.day}"))
        return first <= at <= last if first <= last else not last < at < first
    if op == "reading":
        ((question, wanted),) = body.items()
        return env["readings"][question] == wanted
    if op == "actor":
        return env["actor"] in ([body] if isinstance(body, str) else body)
    if op == "state":
        return duty_state(body["duty"], env) in ([body["is"]] if isinstance(body["is"], str) else body["is"])
    assert op == "in_effect", op
    return effect(body, env)


def effect(id, env):
    """Is this norm in effect: all it asks, and nothing in effect that defeats it?"""
    norm = env["norms"][id]
    parts = [(norm.get("start") or date.min) <= env["today"] < (norm.get("until") or date.max)]
    parts += [values(norm["when"], env)[0]] if "when" in norm else []
    for other in env["norms"].values():
        if id in other.get("defeats", []):
            got = effect(other["id"], env)
            parts.append(None if got is None else not got)
    return kleene(parts, False)


def ruled(act, env):
    """The verdict when every fact is established: reach, power, bar, elements; the best of several powers."""
    norms = env["norms"].values()
    barred = any(effect(n["id"], env) for n in norms if n["kind"] == "prohibition" and act in n["acts"])
    found = []
    for n in norms:
        if n["kind"] == "power" and act in n["acts"]:
            if not effect(n["id"], env):
                found.append("not_applicable")
            elif env["actor"] not in n["holder"] or barred:
                found.append("unlawful")
            else:
                found.append("lawful" if all(values(e, env)[0] for e in n.get("elements", [])) else "defective")
    order = ["lawful", "defective", "unlawful", "not_applicable"]
    return min(found, key=order.index)

# ------------------------------------------------------------------ duties, day by day
def moment(env, day, dawn):
    """The same world on another day: before anything of it has happened, or in its evening."""
    kept = [e for e in env["events"] if e[1] < day or (e[1] == day and not dawn)]
    return {**env, "today": day, "dawn": dawn, "events": kept}


def meets(norm, key, env):
    return key in norm and values(norm[key], env)[0]


def deadline(norm, env):
    """(start, deadline): each evening on which the clock stands still is not counted, an event in time makes it run anew."""
    due = norm.get("due")
    if due is None:
        return None
    if "event" in due:
        raised = events(due["event"], due.get("about"), {}, env)[0]
        if not raised:
            return None
        ended = [e[:2] for name in due.get("since", []) for e in events(name, due.get("about"), {}, env)[0] if e[:2] < raised[-1][:2]]
        raised = [e for e in raised if not ended or e[:2] > max(ended)]
        start, length = raised[0][0], operand(due.get("days", 0), env)
    else:
        start, length = operand(due["date"], env), operand(due["plus_days"], env)

    def run(since):
        left, day = length, since
        known = env["today"] - timedelta(days=1) if env.get("dawn") else env["today"]
        while left > 0:
            day += timedelta(days=1)
            if not (day <= known and meets(norm, "stops_while", moment(env, day, False))):
                left -= 1
        return day

    last = run(start)
    anew = norm.get("starts_anew_at")
    for day in sorted(e[0] for e in events(anew["event"], anew.get("about"), {}, env)[0]) if anew else []:
        if start < day <= last:
            start, last = day, run(day)
    return last


def plain_state(norm, env, due):
    """The state without what was before."""
    today = env["today"]
    if not ((norm.get("start") or date.min) <= today < (norm.get("until") or date.max) and values(norm["when"], env)[0]):
        return "pending"
    if meets(norm, "discharged_when", env):
        return "discharged"
    if meets(norm, "expires_when", env):
        return "expired"
    if any(effect(n["id"], env) for n in env["norms"].values() if norm["id"] in n.get("defeats", [])):
        return "suspended"
    if due is not None and today < due and meets(norm, "stops_while", env):
        return "suspended"
    return "due" if due is None or today <= due else "breached"


def duty_state(id, env):
    """The state of a duty in this world, every fact established."""
    norm = env["norms"][id]
    due = deadline(norm, env)
    state = plain_state(norm, env, due)
    if state in ("discharged", "expired") and due is not None:
        day = due + timedelta(days=1)
        while day <= env["today"]:
            if plain_state(norm, moment(env, day, True), due) == "breached":
                return "discharged_late" if state == "discharged" else "breached"
            day += timedelta(days=1)
    return state


def changes(kind, id, env):
    """The days on which a duty came to be breached (at dawn), or discharged (in the evening)."""
    dawn, wanted = kind == "breached", ["breached"] if kind == "breached" else ["discharged", "discharged_late"]
    found, before, day = [], True, env["earliest"]
    while day < env["today"] or (day == env["today"] and (dawn or not env.get("dawn"))):
        now = duty_state(id, moment(env, day, dawn)) in wanted
        if now and not before:
            found.append(day)
        before, day = now, day + timedelta(days=1)
    return found
