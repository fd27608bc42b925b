-- What filings claim of limited amounts: a buyer's year (under a keyed hash, never a number of a person) and the guarantee
-- of an enterprise. Amounts are decimal text. The sums of an account lie beside its claims, so that a claim costs the
-- same however many there are.
CREATE TABLE claim (
    tenant_id  INTEGER NOT NULL,
    account    TEXT    NOT NULL,
    filing_id  INTEGER NOT NULL,
    state      INTEGER NOT NULL, -- 0 wanted, and the account was short; 1 reserved, 2 confirmed, 3 released
    amount     TEXT    NOT NULL,
    given_back TEXT    NOT NULL, -- reference and amount of each part
    PRIMARY KEY (tenant_id, account, filing_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX claim_filing ON claim (tenant_id, filing_id);
CREATE INDEX claim_short ON claim (tenant_id, account, filing_id) WHERE state = 0;

CREATE TABLE account (
    tenant_id INTEGER NOT NULL,
    account   TEXT    NOT NULL,
    reserved  TEXT    NOT NULL,
    confirmed TEXT    NOT NULL,
    PRIMARY KEY (tenant_id, account)
) STRICT, WITHOUT ROWID;
