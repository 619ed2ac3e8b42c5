"""What happens at a table. Pure: commands and states in, events and views out.

Belongs here: deciding, folding, telling each seat what it may know, random players. Does not: what the
law says (rules), files (library), storing (record), clock, network and chance (live): those arrive in commands.
"""

from .decide import SEAT_COMMANDS, WHITE_COMMANDS, decide
from .deck import Deck
from .dryrun import play_game, tally
from .events import EVERYONE, KINDS, PUBLIC, WHITE, Audience, Command, Event, hears
from .folds import apply, fold
from .greedy import PLAYERS
from .lobby import BOTS
from .otherwise import otherwise
from .preview import preview
from .rejudge import rejudged
from .state import State, listeners, opening
from .view import GROWS, PARTS, changed, grown, parts, tell, view

__all__ = [
    "BOTS",
    "EVERYONE",
    "GROWS",
    "KINDS",
    "PARTS",
    "PLAYERS",
    "PUBLIC",
    "SEAT_COMMANDS",
    "WHITE",
    "WHITE_COMMANDS",
    "Audience",
    "Command",
    "Deck",
    "Event",
    "State",
    "apply",
    "changed",
    "decide",
    "fold",
    "grown",
    "hears",
    "listeners",
    "opening",
    "otherwise",
    "parts",
    "play_game",
    "preview",
    "rejudged",
    "tally",
    "tell",
    "view",
]
