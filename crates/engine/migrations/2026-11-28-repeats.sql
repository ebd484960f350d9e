-- 1: the calendar showed this very answer before it was first sent. Then it cannot show whether a reply that was lost
-- had been preceded by the deed.
ALTER TABLE answer ADD COLUMN repeats INTEGER NOT NULL DEFAULT 0;
