-- Reviewers of one trade: an area and one kind of premises each. They hold no assignment, so that whatever asks for
-- assignments alone shows them nothing.
CREATE TABLE trades (
    account BLOB NOT NULL REFERENCES accounts (id),
    area BLOB NOT NULL,
    kind TEXT NOT NULL,
    since INTEGER NOT NULL,
    until INTEGER
);
CREATE INDEX trades_of ON trades (account, until);

-- Utility readings by month, for the baseline that a month is judged by. No account number, no name.
CREATE TABLE readings (
    premises BLOB NOT NULL,
    meter TEXT NOT NULL,
    month INTEGER NOT NULL,
    used REAL NOT NULL,
    PRIMARY KEY (premises, meter, month)
) WITHOUT ROWID;
