-- 1: put aside until the iCalendar inside it has been fetched, which alone tells its meeting.
ALTER TABLE unreadable ADD COLUMN awaits_inside INTEGER NOT NULL DEFAULT 0;
UPDATE unreadable SET awaits_inside = 1 WHERE reason = 'a MeetingRequest with neither UID nor GlobalObjId';
