-- Another time that goes with an answer, and how it is told: '' where none does.
ALTER TABLE answer ADD COLUMN proposed_start TEXT;
ALTER TABLE answer ADD COLUMN proposed_end TEXT;
ALTER TABLE answer ADD COLUMN carrier TEXT NOT NULL DEFAULT '';
-- 1: a response that may propose another time, which its properties cannot tell up to 16.0; its MIME can.
ALTER TABLE item ADD COLUMN may_propose INTEGER NOT NULL DEFAULT 0;
CREATE INDEX item_to_look_into ON item (account) WHERE may_propose = 1 AND mime IS NULL AND gone_at IS NULL;
