-- The database as it is after all migrations (crates/engine/migrations); a test compares the two.
-- Instants are TEXT in UTC, `YYYY-MM-DDTHH:MM:SSZ`, so that they sort as they are. Absent text is empty,
-- absent instants are NULL.

CREATE TABLE account (
    id              TEXT PRIMARY KEY,              -- our own, opaque
    email           TEXT NOT NULL,                 -- primary SMTP address
    name            TEXT NOT NULL DEFAULT '',      -- display name, as the server or the person gave it
    endpoint        TEXT NOT NULL,                 -- URL up to and including /Microsoft-Server-ActiveSync
    user            TEXT NOT NULL,                 -- user name for signing in
    device_id       TEXT NOT NULL,                 -- DeviceId: 32 characters, made once (MS-ASHTTP 2.2.1.1.1.2.3)
    version         TEXT NOT NULL,                 -- protocol version in use
    versions        TEXT NOT NULL DEFAULT '',      -- announced versions, separated by commas
    version_forced  INTEGER NOT NULL DEFAULT 0,    -- 1: chosen by the person
    family          TEXT NOT NULL,                 -- recognised server family
    replies         TEXT NOT NULL DEFAULT 'auto',  -- who mails the organizer: auto, client, server
    addresses       TEXT NOT NULL DEFAULT '',      -- own addresses besides email, separated by newlines
    policy_key      TEXT NOT NULL DEFAULT '0',     -- X-MS-PolicyKey
    folder_sync_key TEXT NOT NULL DEFAULT '0',     -- FolderSync's SyncKey
    demo            INTEGER NOT NULL DEFAULT 0,    -- 1: mailbox of the built-in simulator
    synced_at       TEXT,                          -- last complete Sync
    problem         TEXT NOT NULL DEFAULT '',      -- what stops it, as JSON of a Failure
    created_at      TEXT NOT NULL,
    family_forced   TEXT NOT NULL DEFAULT ''       -- server family, as chosen by the person; '': as recognised
) STRICT;

CREATE TABLE folder (
    account    TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    collection TEXT NOT NULL,                      -- CollectionId
    parent     TEXT NOT NULL,                      -- ParentId, '0' is the root
    name       TEXT NOT NULL,                      -- DisplayName
    type       INTEGER NOT NULL,                   -- Type of MS-ASCMD 2.2.3.186.3: 2 Inbox, 4 Deleted Items, 8 Calendar …
    sync_key   TEXT NOT NULL DEFAULT '0',          -- commits together with the items it covers
    PRIMARY KEY (account, collection)
) STRICT;

-- Meeting messages and calendar items, whole as the server gave them. Other mail is never stored.
CREATE TABLE item (
    account       TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    collection    TEXT NOT NULL,
    server_id     TEXT NOT NULL,                   -- ServerId
    class         TEXT NOT NULL,                   -- 'mail' or 'event'
    data          BLOB NOT NULL,                   -- ApplicationData as WBXML, Changes merged child by child
    uid           TEXT NOT NULL DEFAULT '',        -- iCalendar UID in comparable form; '' when unknown
    recurrence_id TEXT,                            -- original start of the one occurrence this is about
    start_at      TEXT,                            -- for look-ups by time
    end_at        TEXT,
    endless       INTEGER NOT NULL DEFAULT 0,      -- 1: a series; look at its rule, not at end_at
    mime          BLOB,                            -- the MIME message, or its iCalendar alone, where it had to be fetched
    gone_at       TEXT,                            -- the server said Delete; mails are kept for the history
    stale         INTEGER NOT NULL DEFAULT 0,      -- 1: not seen again yet in a resync from key 0; or gone (gone_at) in an
                                                   -- answer that is not the last: shown until its successor is here
    may_propose   INTEGER NOT NULL DEFAULT 0,      -- 1: a response whose MIME may propose another time
    PRIMARY KEY (account, collection, server_id)
) STRICT;
CREATE INDEX item_by_uid ON item (account, uid);
CREATE INDEX item_by_time ON item (account, class, end_at);

-- Items that could not be read: kept aside with the reason, never fatal to the batch.
CREATE TABLE unreadable (
    account    TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    collection TEXT NOT NULL,
    server_id  TEXT NOT NULL,
    data       BLOB NOT NULL,
    reason     TEXT NOT NULL,
    seen_at    TEXT NOT NULL,
    awaits_inside INTEGER NOT NULL DEFAULT 0,      -- 1: until the iCalendar inside has been fetched, which tells its meeting
    PRIMARY KEY (account, collection, server_id)
) STRICT;

-- A decision is a row before it is a request, and a receipt for ever after.
CREATE TABLE answer (
    id              TEXT PRIMARY KEY,
    account         TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    meeting         TEXT NOT NULL,                 -- id of the meeting in our views
    uid             TEXT NOT NULL,
    recurrence_id   TEXT,
    answer          TEXT NOT NULL,                 -- accepted, tentative, declined
    comment         TEXT NOT NULL DEFAULT '',
    tell            INTEGER NOT NULL,              -- 1: the person wants the organizer told
    source          TEXT NOT NULL,                 -- inbox or calendar: the item it acts on; '' whichever is right
    client_id       TEXT NOT NULL UNIQUE,          -- ClientId of the mail, fixed before anything is sent
    subject         TEXT NOT NULL,                 -- the meeting as it was when the person decided
    start_at        TEXT NOT NULL,
    end_at          TEXT NOT NULL,
    all_day         INTEGER NOT NULL DEFAULT 0,
    location        TEXT NOT NULL DEFAULT '',
    organizer_name  TEXT NOT NULL DEFAULT '',
    organizer_email TEXT NOT NULL DEFAULT '',
    from_name       TEXT NOT NULL DEFAULT '',
    from_email      TEXT NOT NULL,                 -- the invited address
    requested       INTEGER NOT NULL,              -- ResponseRequested: 1 the organizer wants a reply
    dtstamp         TEXT,                          -- DtStamp of the version that was answered
    sequence        INTEGER,                       -- SEQUENCE of the request, where its MIME told
    version         TEXT NOT NULL DEFAULT '',      -- protocol version it was sent with
    state           TEXT NOT NULL,                 -- see engine::outbox::State
    told_by         TEXT NOT NULL,                 -- client, server, nobody
    told_reason     TEXT NOT NULL DEFAULT '',
    due_at          TEXT NOT NULL,                 -- not before
    undo_until      TEXT,
    attempts        INTEGER NOT NULL DEFAULT 0,    -- MeetingResponse, counted before it is made
    mail_attempts   INTEGER NOT NULL DEFAULT 0,    -- SendMail, counted before it is made
    calendar_id     TEXT NOT NULL DEFAULT '',      -- CalendarId of the reply
    decided_at      TEXT NOT NULL,
    responded_at    TEXT,
    told_at         TEXT,
    confirmed_at    TEXT,                          -- the calendar item came back with this answer
    trouble         TEXT NOT NULL DEFAULT '',      -- code of what it stands still for
    trouble_detail  TEXT NOT NULL DEFAULT '',
    repeats         INTEGER NOT NULL DEFAULT 0,    -- 1: the calendar showed this answer before it was first sent
    unshown         INTEGER NOT NULL DEFAULT 0,    -- Syncs long after the server took it that have not shown it
    proposed_start  TEXT,                          -- another time that is proposed with it
    proposed_end    TEXT,
    carrier         TEXT NOT NULL DEFAULT '',      -- send_response, counter or words: how that time is told; '' none is
    recurring       INTEGER NOT NULL DEFAULT 0     -- 1: to a series or one date of it; 0 also before this was noted
) STRICT;
CREATE INDEX answer_by_meeting ON answer (account, meeting, decided_at);

CREATE TABLE answer_step (
    answer TEXT NOT NULL REFERENCES answer (id) ON DELETE CASCADE,
    seq    INTEGER NOT NULL,
    at     TEXT NOT NULL,
    kind   TEXT NOT NULL,
    detail TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (answer, seq)
) STRICT;

-- What the person has looked at: cards ('card', and 'card before' the time before) and grids ('grid').
CREATE TABLE looked (
    account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    meeting TEXT NOT NULL,
    what    TEXT NOT NULL,
    at      TEXT NOT NULL,
    PRIMARY KEY (account, meeting, what)
) STRICT;

CREATE TABLE setting (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- What an item or an answer is found by; one row each, written with it. Normalised (NFKC), one space between words,
-- U+200B beside each character that is a word in itself (crates/engine/src/store/search.rs).
CREATE TABLE words (
    id         INTEGER PRIMARY KEY,
    account    TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    collection TEXT,                               -- of an item; else NULL
    server_id  TEXT,
    answer     TEXT UNIQUE REFERENCES answer (id) ON DELETE CASCADE, -- of an answer; else NULL
    title      TEXT NOT NULL DEFAULT '',
    place      TEXT NOT NULL DEFAULT '',
    people     TEXT NOT NULL DEFAULT '',           -- names and addresses of organizer, attendees, sender, recipients
    body       TEXT NOT NULL DEFAULT '',           -- the text as far as it is here, or the comment of an answer
    UNIQUE (account, collection, server_id),
    FOREIGN KEY (account, collection, server_id) REFERENCES item (account, collection, server_id) ON DELETE CASCADE
) STRICT;

-- The index over these words; its own tables (search_data and so on) are FTS5's. It holds nothing that is not in
-- `words`, and is made anew from there when it is damaged.
CREATE VIRTUAL TABLE search USING fts5 (
    title, place, people, body,
    content = 'words', content_rowid = 'id', prefix = '2 3',
    tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co So'"
);

CREATE TRIGGER words_added AFTER INSERT ON words BEGIN
    INSERT INTO search (rowid, title, place, people, body)
    VALUES (new.id, new.title, new.place, new.people, new.body);
END;

CREATE TRIGGER words_removed AFTER DELETE ON words BEGIN
    INSERT INTO search (search, rowid, title, place, people, body)
    VALUES ('delete', old.id, old.title, old.place, old.people, old.body);
END;

CREATE TRIGGER words_changed AFTER UPDATE ON words BEGIN
    INSERT INTO search (search, rowid, title, place, people, body)
    VALUES ('delete', old.id, old.title, old.place, old.people, old.body);
    INSERT INTO search (rowid, title, place, people, body)
    VALUES (new.id, new.title, new.place, new.people, new.body);
END;

-- Responses that nobody has looked into yet.
CREATE INDEX item_to_look_into ON item (account) WHERE may_propose = 1 AND mime IS NULL AND gone_at IS NULL;

-- What a Sync changed in an invitation of the calendar: the item before and after, where a person is told of the
-- difference. Of one meeting the newest 20 are kept, and of these no more than fill 256 KiB.
CREATE TABLE calendar_change (
    id            INTEGER PRIMARY KEY,             -- the later, the higher
    account       TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    uid           TEXT NOT NULL,                   -- of the item, as in `item`
    recurrence_id TEXT,                            -- of the item, as in `item`
    found_at      TEXT NOT NULL,                   -- when that Sync was
    was           BLOB NOT NULL,                   -- ApplicationData as WBXML
    now           BLOB NOT NULL
) STRICT;
CREATE INDEX calendar_change_by_meeting ON calendar_change (account, uid);
