-- Our own assessment of an import inventory as it was declared: the tax bill of customs is compared with it, and a return
-- gives back its share of it, whatever tables and rules say later. One row per version that was assessed.
CREATE TABLE assessed (
    tenant_id   INTEGER NOT NULL,
    filing_id   INTEGER NOT NULL,
    document_id INTEGER NOT NULL,
    amounts     TEXT    NOT NULL, -- tax/assessed_text.hpp
    PRIMARY KEY (tenant_id, filing_id, document_id)
) STRICT, WITHOUT ROWID;
