DELETE FROM keys WHERE state = 'next';
ALTER TABLE keys DROP COLUMN retired_at;
ALTER TABLE keys DROP COLUMN activated_at;
