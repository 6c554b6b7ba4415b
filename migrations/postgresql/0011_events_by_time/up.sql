-- The journal of a day.
CREATE INDEX events_by_time ON events (at, seq);
