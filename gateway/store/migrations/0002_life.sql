-- The life of a declaration after its first answer: a document may come in several versions (add, change, delete), and a
-- release has a time that limits of return count from.
ALTER TABLE document ADD COLUMN app_type INTEGER NOT NULL DEFAULT 1;    -- 1 add, 2 change, 3 delete
ALTER TABLE document ADD COLUMN released_at INTEGER NOT NULL DEFAULT 0; -- earliest time that customs gave for 800 or 899

-- What customs states about a filing without being asked: tax bills (816, 818), results of a summary (792). The newest
-- statement under a number by its own time; the statement itself, line by line, lies in content under its id.
CREATE TABLE statement (
    tenant_id      INTEGER NOT NULL,
    filing_id      INTEGER NOT NULL,
    message_number INTEGER NOT NULL,
    number         TEXT    NOT NULL, -- taxNo, declSeqNo
    id             INTEGER NOT NULL,
    status         INTEGER NOT NULL,
    return_time    INTEGER NOT NULL,
    raw_id         INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, filing_id, message_number, number)
) STRICT, WITHOUT ROWID;
