-- Premises are found by their standing: those from before it are in use.
UPDATE ledger SET state = 'open' WHERE kind = 'premises' AND state = '';
