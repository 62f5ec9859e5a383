-- Premises that were merged: what is written about them is counted as the survivor's. Filled when the ledger is counted
-- anew (note `figures`).
ALTER TABLE figure_premises ADD COLUMN survivor INTEGER;
