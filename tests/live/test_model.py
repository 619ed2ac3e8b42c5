"""3b. Any order of commands, repeats, restarts and returns, against a model that is a dictionary."""

from __future__ import annotations

from pathlib import Path

import pytest
from figures import figure
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from game.canonical import canonical
from game.errors import Conflict, Refused
from game.library.shelf import Shelf
from game.live.house import House
from game.live.passes import Passes
from game.live.table import SeatLost
from game.record import Store
from tests.draws import draws

from .conftest import put

SCENARIOS = Path(__file__).parents[1] / "scenarios"
SEATS = ("WH", "ANK", "CONG")
seats, ids, flags = st.sampled_from(SEATS), st.integers(0, 5), st.booleans()


class Model(RuleBasedStateMachine):
    """What should be: who sits where, who is ready, which ids were accepted for what and answered how. url: of an empty database."""

    url = ""
    examples = 0

    @initialize()
    def open(self):
        type(self).examples += 1
        self.store = Store(self.url)
        self._house()
        self.table = self.house.open_table("small")[0].id
        self.passes: dict[str, str] = {}
        self.ready = dict.fromkeys(SEATS, False)
        self.accepted: dict[tuple[str, str], tuple[bool, int]] = {}
        self.events = len(self.store.read(self.table))
        self.seen = {seat: (None, 0, {}) for seat in SEATS}

    def _house(self):
        self.house = House(self.store, Passes(b"k" * 32), Shelf(SCENARIOS), lambda *_: None, lambda *_: None)

    @rule(seat=seats)
    def sit(self, seat):
        table = self.house.table(self.table)
        guest = self.house.check(self.house.join(table.code, f"Guest {self.events}")[1])
        if seat in self.passes:
            with pytest.raises(Conflict):
                self.house.take_seat(guest, seat, guest.name)
        else:
            self.passes[seat] = self.house.take_seat(guest, seat, guest.name)[1]
            self.events += 1

    @rule(seat=seats)
    def leave(self, seat):
        if seat in self.passes:
            old = self.passes.pop(seat)
            self.house.leave_seat(self.house.check(old))
            self.events, self.ready[seat] = self.events + 1, False
            with pytest.raises(SeatLost):
                self.house.check(old)

    @rule(seat=seats, n=ids, flag=flags)
    def say_ready(self, seat, n, flag):
        """A command, often with an id that was used: the same answer, or refused for another command."""
        if seat not in self.passes:
            return
        who, id = self.house.check(self.passes[seat]), f"{n:020}"

        def send():
            return self.house.command(who, id, "ready", {"ready": flag})
        if (seat, id) in self.accepted:
            was, place = self.accepted[seat, id]
            if was == flag:
                assert send() == place
            else:
                with pytest.raises(Conflict) as caught:
                    send()
                assert caught.value.code == "id_reused"
        elif self.ready[seat] == flag:
            with pytest.raises(Refused, match="already"):
                send()
        else:
            self.accepted[seat, id] = flag, send()
            self.events, self.ready[seat] = self.events + 1, flag

    @rule(seat=seats, type=st.sampled_from(["advance", "lock_order", "nonsense", "start"]))
    def refused(self, seat, type):
        if seat in self.passes:
            with pytest.raises(Refused):
                self.house.command(self.house.check(self.passes[seat]), "r" * 20, type, {})

    @rule()
    def restart(self):
        self.store.close()
        self.store = Store(self.url)
        self._house()

    @rule()
    def another_node(self):
        """The next command goes through a process that has folded nothing yet; the one of before finds out by itself."""
        self.there, self.house = self.house, getattr(self, "there", self.house)
        if self.there is self.house:
            self._house()

    @rule(seat=seats)
    def come_back(self, seat):
        """What was seen, with all pages since put in, is the view."""
        table = self.house.table(self.table)
        table.catch_up()
        epoch, place, view = self.seen[seat]
        while True:
            page = table.resync(seat, epoch, place)
            if "snapshot" in page:
                epoch, place, view = page["epoch"], page["place"], put({}, page["snapshot"])
            else:
                assert page["from"] == place + 1
                place, view = page["to"], put(view, page["parts"])
            if not page["more"]:
                break
        self.seen[seat] = epoch, place, view
        assert canonical(view) == canonical(table.view(seat)) and place == table.place(seat)

    @invariant()
    def the_log_and_the_state_are_the_model(self):
        if not hasattr(self, "store"):
            return
        entries = self.store.read(self.table)
        assert [e.seq for e in entries] == list(range(1, self.events + 1)) and self.store.head(self.table).seq == self.events
        table = self.house.table(self.table)
        table.catch_up()
        assert {seat: bool(s.name) for seat, s in table.state.seats.items()} == {seat: seat in self.passes for seat in SEATS}
        assert {seat: s.ready for seat, s in table.state.seats.items()} == self.ready

    def teardown(self):
        if hasattr(self, "store"):
            self.store.close()


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.thorough)])
def test_3b_any_order_of_commands_restarts_and_returns_is_what_a_dictionary_says(request, tmp_path, kind):
    from postgres import emptied
    url = f"sqlite:///{tmp_path}/h.db" if kind == "sqlite" else emptied(request.getfixturevalue("postgres"))
    made = type("Model", (Model,), {"url": url, "examples": 0})
    run_state_machine_as_test(made, settings=settings(
        max_examples=draws(100) // 3, stateful_step_count=20, deadline=None, database=None, suppress_health_check=list(HealthCheck),
        phases=[Phase.generate]))                        # a step opens databases: to shorten a failing walk would take minutes
    figure(f"3b_examples_{kind}", made.examples)
    assert made.examples >= 10
