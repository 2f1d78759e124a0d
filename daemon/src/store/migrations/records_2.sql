-- What is due is found without reading what is not, however much is held.

CREATE INDEX records_by_end ON records (since + hold_window) WHERE state IN ('held', 'approved');
CREATE INDEX records_by_question ON records (asked) WHERE state = 'donated';
