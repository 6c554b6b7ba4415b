-- Since when a key is in use, and since when it only checks what it made.
ALTER TABLE keys ADD COLUMN activated_at BIGINT;
ALTER TABLE keys ADD COLUMN retired_at BIGINT;
UPDATE keys SET activated_at = created_at WHERE state <> 'next';
UPDATE keys SET retired_at = created_at WHERE state = 'retired';
