-- 1: what was answered is a series, or one date of one; 0 also for what was answered before this was noted.
ALTER TABLE answer ADD COLUMN recurring INTEGER NOT NULL DEFAULT 0;
