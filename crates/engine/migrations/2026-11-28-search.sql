-- What can be found by its words. The words of an item stand in its WBXML, which SQL cannot read: the store writes them
-- here with the item, and at the next start for the items that were here before.
CREATE TABLE words (
    id         INTEGER PRIMARY KEY,
    account    TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    collection TEXT,
    server_id  TEXT,
    answer     TEXT UNIQUE REFERENCES answer (id) ON DELETE CASCADE,
    title      TEXT NOT NULL DEFAULT '',
    place      TEXT NOT NULL DEFAULT '',
    people     TEXT NOT NULL DEFAULT '',
    body       TEXT NOT NULL DEFAULT '',
    UNIQUE (account, collection, server_id),
    FOREIGN KEY (account, collection, server_id) REFERENCES item (account, collection, server_id) ON DELETE CASCADE
) STRICT;

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
