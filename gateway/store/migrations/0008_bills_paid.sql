-- Tax bills that were paid, as an operator told it: customs has no message that says so. What is told again as not paid
-- has no row.
CREATE TABLE bill_paid (
    tenant_id INTEGER NOT NULL,
    filing_id INTEGER NOT NULL,
    number    TEXT    NOT NULL, -- taxNo
    paid_on   TEXT    NOT NULL, -- yyyy-mm-dd
    told_at   INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, filing_id, number)
) STRICT, WITHOUT ROWID;
