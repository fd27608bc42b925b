-- An inventory waits for its partners: what is held is no work of its lane, so that a claim passes it without looking.
ALTER TABLE document ADD COLUMN held INTEGER NOT NULL DEFAULT 0; -- why it may not be claimed: bit 0 its partners, bit 1 its guarantee

DROP INDEX document_waiting;
CREATE INDEX document_waiting ON document (tenant_id, lane_id, id) WHERE message_id = 0 AND held = 0;
CREATE INDEX document_held ON document (tenant_id, filing_id, id) WHERE held <> 0;

-- What a filing expects and did not have when it was accepted. A filing that came complete has no row here.
CREATE TABLE expectation (
    tenant_id   INTEGER NOT NULL,
    filing_id   INTEGER NOT NULL,
    kind        INTEGER NOT NULL,
    state       INTEGER NOT NULL, -- 0 missing, 1 tried and differs, 2 here, 3 goes to customs another way
    since       INTEGER NOT NULL, -- of the state
    deadline    INTEGER NOT NULL,
    alarm_at    INTEGER NOT NULL, -- when to raise the alarm; 0: raised, or nothing to wait for
    overdue_at  INTEGER NOT NULL, -- when it was raised and nothing came since; 0: not
    differences TEXT    NOT NULL, -- fields that differed in the last attempt; no personal values
    PRIMARY KEY (tenant_id, filing_id, kind)
) STRICT, WITHOUT ROWID;

CREATE INDEX expectation_alarm ON expectation (tenant_id, alarm_at, filing_id, kind) WHERE alarm_at <> 0;
CREATE INDEX expectation_overdue ON expectation (tenant_id, filing_id, kind) WHERE overdue_at <> 0;
