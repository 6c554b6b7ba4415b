// A server of the journey's own: the real program, a fresh data folder, a free port on loopback.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const PASSWORD = 'Blue-Ledger-42-Kite';
const BINARY = process.env.ZEHMO_BINARY ?? new URL('../../../target/debug/zehmo', import.meta.url).pathname;

// By Python's own SQLite, because Node 20 has none.
const ASKED = `
import sqlite3, sys, time
with sqlite3.connect(sys.argv[1], timeout=10) as shop:
    then = int(time.time() * 1000) - int(sys.argv[2]) * 24 * 3600 * 1000
    shop.execute("UPDATE users SET factor_asked_at = ? WHERE id NOT IN (SELECT user_id FROM totp WHERE since IS NOT NULL)", (then,))
`;

const LONG_AGO = `
import sqlite3, sys
data = sqlite3.connect(sys.argv[1], timeout=30)
data.execute("UPDATE sessions SET auth_time = auth_time - 660000")
data.commit()
`;

const ALTERED = `
import sqlite3, sys
data = sqlite3.connect(sys.argv[1], timeout=30)
data.execute("DROP TRIGGER events_are_never_changed")
data.execute("UPDATE events SET at = at + 1 WHERE seq = ?", sys.argv[2:])
data.commit()
`;

/** Starts the program; `variables` override the usual ones. Stops and removes everything with `stop()`. */
export async function startServer(variables = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'zehmo-journey-'));
  const port = await freePort();
  const env = {
    DATA_DIR: folder,
    PORT: String(port),
    ARGON2_MEMORY_KIB: '19456',
    RATE_LIMIT_LOGIN: '1000 per minute',
    RATE_LIMIT_ANON: '100000 per hour',
    RATE_LIMIT_USER: '100000 per hour',
    RATE_LIMIT_REFRESH: '100000 per hour',
    // One person signs in for each journey of a file; the eleventh would end the first one's session.
    MAX_SESSIONS: '100',
    ...variables,
  };
  const child = spawn(BINARY, ['serve'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const lines = [];
  child.stdout.on('data', (text) => lines.push(String(text)));
  child.stderr.on('data', (text) => lines.push(String(text)));
  const origin = `http://127.0.0.1:${port}`;
  await answers(origin, child, lines);
  return {
    origin,
    setupToken: async () => (await readFile(join(folder, 'setup-token'), 'utf8')).trim(),
    /** Stops the program; its data stay, so that `restart` finds them. */
    halt: () => ended(child, 'SIGTERM'),
    /** Every session that lives was begun, or last proved itself, eleven minutes ago. */
    signedInLongAgo: async () => {
      execFileSync('python3', ['-c', LONG_AGO, join(folder, 'zehmo.db')]);
    },
    /** Everybody was asked for a second factor so many days ago. */
    askedForAFactor: async (days) => {
      execFileSync('python3', ['-c', ASKED, join(folder, 'zehmo.db'), String(days)]);
    },
    /** Somebody who has the database alters an event. */
    alterEvent: async (seq) => {
      execFileSync('python3', ['-c', ALTERED, join(folder, 'zehmo.db'), String(seq)]);
    },
    stop: async () => {
      await ended(child, 'SIGTERM');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

async function answers(origin, child, lines) {
  const until = Date.now() + 30_000;
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error(`the server ended at its start:\n${lines.join('')}`);
    try {
      await fetch(`${origin}/health/live`);
      return;
    } catch {
      // Not listening yet.
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  throw new Error(`the server does not answer:\n${lines.join('')}`);
}

function ended(child, signal) {
  if (child.exitCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', resolve);
    child.kill(signal);
  });
}
