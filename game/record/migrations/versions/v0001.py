"""the log, its heads, commands and seats; triggers that refuse to edit the record"""

import sqlalchemy as sa
from alembic import op

revision, down_revision = "0001", None


def upgrade() -> None:
    op.create_table(
        "opening",
        sa.Column("table", sa.String(64), primary_key=True),
        sa.Column("code", sa.String(16), nullable=False, unique=True),
        sa.Column("header", sa.Text, nullable=False),
        sa.Column("seed", sa.String(64), nullable=False),
        sa.Column("opened", sa.String(32), nullable=False))
    op.create_table(
        "head",
        sa.Column("table", sa.String(64), sa.ForeignKey("opening.table"), primary_key=True),
        sa.Column("epoch", sa.String(32), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.Column("updated", sa.String(32), nullable=False))
    op.create_table(
        "event",
        sa.Column("table", sa.String(64), sa.ForeignKey("opening.table"), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("seat", sa.String(32), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("salt", sa.LargeBinary(16), nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("table", "seq"))
    op.create_table(
        "command",
        sa.Column("table", sa.String(64), sa.ForeignKey("opening.table"), nullable=False),
        sa.Column("seat", sa.String(32), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("table", "seat", "id"))
    op.create_table(
        "seat",
        sa.Column("table", sa.String(64), sa.ForeignKey("opening.table"), nullable=False),
        sa.Column("seat", sa.String(32), nullable=False),
        sa.Column("member", sa.String(32), nullable=False),
        sa.Column("pass_no", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("table", "seat"))
    for name in ("event", "command"):
        if op.get_bind().dialect.name == "sqlite":
            for verb in ("update", "delete"):
                op.execute(f"CREATE TRIGGER {name}_no_{verb} BEFORE {verb.upper()} ON {name} "
                           "BEGIN SELECT RAISE(ABORT, 'the record is never edited'); END")
        else:
            op.execute(f"CREATE FUNCTION {name}_never_edited() RETURNS trigger LANGUAGE plpgsql AS "
                       "$$ BEGIN RAISE EXCEPTION 'the record is never edited'; END $$")
            op.execute(f"CREATE TRIGGER {name}_no_edit BEFORE UPDATE OR DELETE ON {name} "
                       f"FOR EACH ROW EXECUTE FUNCTION {name}_never_edited()")
