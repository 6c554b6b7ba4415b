// A small database as the original application wrote it: made by Python's own SQLite, because Node 20 has none.
import { execFileSync } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MAKE = `
import sqlite3, sys
books = sqlite3.connect(sys.argv[1])
books.executescript("""
CREATE TABLE users (id INTEGER NOT NULL PRIMARY KEY, username VARCHAR(80) NOT NULL UNIQUE, password_hash VARCHAR(255) NOT NULL, role VARCHAR(20) NOT NULL);
CREATE TABLE jobs (id INTEGER NOT NULL PRIMARY KEY, customer_name VARCHAR(100) NOT NULL, status VARCHAR(20) NOT NULL, payment_method VARCHAR(20) NOT NULL, date_time DATETIME NOT NULL, created_by INTEGER NOT NULL REFERENCES users(id));
CREATE TABLE job_items (id INTEGER NOT NULL PRIMARY KEY, job_id INTEGER NOT NULL REFERENCES jobs(id), description VARCHAR(200) NOT NULL, quantity INTEGER NOT NULL, price FLOAT NOT NULL, total FLOAT NOT NULL);
CREATE TABLE expenditures (id INTEGER NOT NULL PRIMARY KEY, description VARCHAR(200) NOT NULL, quantity INTEGER NOT NULL, amount_used FLOAT NOT NULL, total FLOAT NOT NULL, date_time DATETIME NOT NULL, created_by INTEGER NOT NULL REFERENCES users(id));
INSERT INTO users VALUES (1, 'owner', 'pbkdf2:sha256:1$salt$00', 'admin');
INSERT INTO jobs VALUES (1, 'Emex', 'completed', 'cash', '2025-09-01 10:00:00.000000', 1), (2, 'EMEX', 'incomplete', 'transfer', '2025-09-02 10:00:00.000000', 1);
INSERT INTO job_items VALUES (1, 1, 'Banner', 2, 5000.0, 10000.0), (2, 2, 'Sticker', 10, 450.0, 4500.0), (3, 2, 'Sticker', 0, 450.0, 0.0);
INSERT INTO expenditures VALUES (1, 'Diesel', 1, 2500.0, 2500.0, '2025-09-02 11:00:00.000000', 1);
""")
books.commit()
`;

/** Where such a database lies: two jobs of ₦14,500.00, one expenditure, one item that stays out. */
export async function originalBooks() {
  const file = join(await mkdtemp(join(tmpdir(), 'zehmo-original-')), 'business_management.db');
  execFileSync('python3', ['-c', MAKE, file]);
  return file;
}

/** The same with so many completed jobs more, which take the server a while. */
export async function manyBooks(count) {
  const file = await originalBooks();
  const more = `
import sqlite3, sys
books = sqlite3.connect(sys.argv[1])
books.execute("""WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 9 + ${count})
    INSERT INTO jobs SELECT i, 'Customer ' || (i % 40), 'completed', 'cash', printf('2025-%02d-%02d 10:00:00.000000', 1 + i % 9, 1 + i % 28), 1 FROM n""")
books.execute("INSERT INTO job_items SELECT id, id, 'Banner', 1, 1500, 1500 FROM jobs WHERE id >= 10")
books.commit()
`;
  execFileSync('python3', ['-c', more, file]);
  return file;
}

/** A file that is no database. */
export async function noBooks() {
  const file = join(await mkdtemp(join(tmpdir(), 'zehmo-original-')), 'letter.db');
  await writeFile(file, 'Dear Ada, '.repeat(3_000));
  return file;
}
