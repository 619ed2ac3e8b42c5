"""Every limit, constants only. Sizes in bytes, text in characters, spans in seconds unless the name says otherwise."""

from __future__ import annotations

# Files of decks and statute packs
FILE_BYTES = 256 * 1024
FILE_DEPTH = 24
FILE_EVENTS = 20_000
FILE_SCALAR_BYTES = 16 * 1024
FILE_FAULTS = 100               # faults reported at once; more would not be read
FOLDER_FILES = 200
FOLDER_BYTES = 4 * 1024 * 1024

# A websocket message and the JSON in it
MESSAGE_BYTES = 64 * 1024
MESSAGE_DEPTH = 16
MESSAGE_VALUES = 2_000
MESSAGE_TEXT = 8 * 1024
INTEGER = 2**53
READ_AHEAD = 32
BAD_MESSAGES = 3                # the third time the connection is cut

# Texts people write
COMMAND_ID_MIN = 16
COMMAND_ID_MAX = 64
COMMAND_TYPE = 40
TABLE_ID = 64
PASS = 1_024
NAME = 40
TEXT = 2_000
HEADLINE = 200
TITLE = 80                      # of an inject
REASON = 200                    # for a pause, a moved clock, the close
CHOSEN = 64                     # things chosen in one field of an order

# What bots do
BOT_WISHES = 20                 # at one turn

# How often; (a second, burst)
COMMAND_RATE = (5.0, 20.0)
RESYNC_RATE = (2.0, 10.0)
PREVIEW_RATE = (5.0, 10.0)
RATE_CUT = 100                  # refusals within RATE_CUT_S seconds cut the connection
RATE_CUT_S = 10.0

# Connections
CONNECTIONS = 1_000
CONNECTIONS_ADDRESS = 120
CONNECTIONS_UNSEATED = 100
CONNECTIONS_PASS = 8
WATCHERS_TABLE = 200
UNSEATED_S = 10.0
WAITING_PACKETS = 64            # more, or more bytes, that wait for one client: it is cut
WAITING_BYTES = 512 * 1024
WAITING_PUSHES = 16             # then no more pushes, but a bell when they are read
WAITING_RESYNC = 4              # then no more pages; nor with half of WAITING_BYTES
WRITE_STUCK_S = 5.0
ANSWER_S = 4.0                  # a message under way for longer ends its connection: the sender asks again with the same id
PING_INTERVAL_S = 20
PING_TIMEOUT_S = 10
WRONG_PASSES = 10               # a minute from one address
WRONG_PASSES_BAN_S = 60.0
WRONG_CODES = 60                # a minute from one address: a class behind one router mistypes
WRONG_CODES_S = 60.0
CODES_KNOWN = 10_000            # pairs of an address and a code that has been used there: such a code is never a guess

# HTTP
BODY_BYTES = 64 * 1024
FORM_PARTS = 20
NEW_TABLES_HOUR = 10            # from one address; not counted on loopback

# Getting back
RESYNC_BYTES = 64 * 1024
RESYNC_EVENTS = 500

# A command and a table
COMMAND_EVENTS = 256
COMMAND_BYTES = 256 * 1024      # a reveal carries every ruling with its proof, and each reader's copy of it
EVENT_BYTES = 63 * 1024         # with salt and prev it must fit a record's line
TABLE_SEATS = 64
CELL = 7                        # who share a seat with who took it
REASONS = 3                     # a side, in an argument
ARGUED = 280                    # one reason, or the cost of a success
TERMS = 12                      # promises in one agreement
DRAFTS = 12                     # agreements of one seat that wait for signatures
DESK_OPEN = 3                   # questions of one seat that wait for the statute desk
QUESTION = 500
QUOTE = 500                     # in an evaluator's mark
SEAT_ROOMS = 100                # that one seat, or the white cell, sees
TABLE_EVENTS = 100_000
HEAD_LOGGED = 100               # every so many events the chain's head goes into the log
TABLE_BYTES = 16 * 1024 * 1024  # the lines of its record: a game of three rounds has about one
TABLE_LAST_EVENTS = 1_000       # of these, only the white cell may use the last: a table that seats have filled can still be ended
TABLE_LAST_BYTES = 1024 * 1024

# A record file
RECORD_LINE_BYTES = 64 * 1024
RECORD_HEADER_BYTES = 4 * 1024 * 1024   # the header carries the whole texts of deck and law
RECORD_BYTES = RECORD_HEADER_BYTES + TABLE_BYTES + RECORD_LINE_BYTES    # what a table can write, the checker reads

# Passes
WHITE_PASS_S = 12 * 3600
SEAT_PASS_S = 14 * 24 * 3600

# What a watcher of the server is told
PROBE_S = 2.0                   # so long /readyz repeats what the last try to write gave
PROBE_WAIT_S = 2.0              # for whoever writes just then

# Between nodes
BELL_DEAD_S = 2.5               # a queue that has said nothing for so long counts as away
BELL_TABLES = 10_000            # rings that wait for it
LOOK_S = 1.0                    # how often the log is asked about the tables open here, without a queue
LOOK_RUNG_S = 10.0              # and with one
CATCH_UP_WAIT_S = 1.0           # for a table where somebody writes just then

# A planned stop
DRAIN_S = 3.0
