-- What is counted of each row of the ledger (domain::figures), kept in the append transaction. Filled from the ledger
-- when the database is opened by a build that counts otherwise than the last one (note `figures`).
CREATE TABLE figures (
    measure INTEGER NOT NULL,
    day INTEGER NOT NULL,
    subject BLOB NOT NULL,
    kind TEXT NOT NULL,
    area BLOB NOT NULL,
    premises INTEGER NOT NULL,
    level TEXT NOT NULL,
    source TEXT NOT NULL,
    origin INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    PRIMARY KEY (measure, day, subject)
) WITHOUT ROWID;
CREATE INDEX figures_of ON figures (subject);

-- What premises are, to whoever groups by it. The key stands for the premises' id: 47 of its bits.
CREATE TABLE figure_premises (
    key INTEGER PRIMARY KEY NOT NULL,
    kind TEXT NOT NULL,
    industry TEXT NOT NULL,
    grade TEXT NOT NULL
);
