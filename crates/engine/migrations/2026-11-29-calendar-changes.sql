-- What a Sync changed in an invitation of the calendar, as far as a person is told of it: mails are kept, and so have
-- their versions, while an item has only its newest.
CREATE TABLE calendar_change (
    id            INTEGER PRIMARY KEY,
    account       TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    uid           TEXT NOT NULL,
    recurrence_id TEXT,
    found_at      TEXT NOT NULL,
    was           BLOB NOT NULL,
    now           BLOB NOT NULL
) STRICT;
CREATE INDEX calendar_change_by_meeting ON calendar_change (account, uid);
