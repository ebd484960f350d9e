-- Syncs, long after the server took the answer, that have not shown it. One may repeat an old reply; from the second on
-- the server does not have it.
ALTER TABLE answer ADD COLUMN unshown INTEGER NOT NULL DEFAULT 0;
