// Lighthouse as it comes: a phone on slow 4G with a processor four times slower, and an empty cache.
import lighthouse from 'lighthouse';
import { signIn, startSteered } from '../harness/browser.mjs';
import { PASSWORD, freePort } from '../harness/server.mjs';

const PAGES = ['/dashboard', '/jobs', '/jobs/new', '/expenditures', '/customers', '/users', '/settings', '/account'];

/** The first load of the sign-in page and of the jobs for somebody who is signed in; the marks of every page. */
export async function marks({ server }, runs) {
  const port = await freePort();
  const context = await startSteered(port, { baseURL: server.origin });
  try {
    const signedOut = await load(port, server.origin, '/', runs);
    const page = await context.newPage();
    await page.goto('/jobs');
    await signIn(page, 'ada', PASSWORD);
    await page.locator('#main h1').waitFor();
    await page.close();
    const jobs = await load(port, server.origin, '/jobs', runs);
    const pages = [];
    for (const path of PAGES) pages.push({ path, ...(await judged(port, server.origin, path)) });
    return { loads: { sign_in: signedOut, jobs }, pages: [{ path: '/', ...(await judgedFresh(server)) }, ...pages] };
  } finally {
    await context.close();
  }
}

/** The run in the middle, by its mark. */
async function load(port, origin, path, runs) {
  const seen = [];
  for (let run = 0; run < runs; run += 1) {
    const { audits, categories } = await audit(port, origin, path, ['performance']);
    const value = (name) => audits[name].numericValue;
    seen.push({
      performance: mark(categories.performance),
      fcp_ms: value('first-contentful-paint'),
      lcp_ms: value('largest-contentful-paint'),
      cls: value('cumulative-layout-shift'),
      tbt_ms: value('total-blocking-time'),
    });
  }
  seen.sort((one, other) => one.performance - other.performance || other.lcp_ms - one.lcp_ms);
  return seen[Math.floor(seen.length / 2)];
}

async function judged(port, origin, path) {
  const { audits, categories } = await audit(port, origin, path, ['accessibility', 'best-practices']);
  const short = Object.values(categories).flatMap(({ auditRefs }) => auditRefs)
    .filter(({ id, weight }) => weight > 0 && audits[id].score !== null && audits[id].score < 1)
    .map(({ id }) => id);
  return { accessibility: mark(categories.accessibility), best_practices: mark(categories['best-practices']), short };
}

/** The sign-in page, for which nobody may be signed in. */
async function judgedFresh(server) {
  const port = await freePort();
  const context = await startSteered(port);
  try {
    return await judged(port, server.origin, '/');
  } finally {
    await context.close();
  }
}

async function audit(port, origin, path, onlyCategories) {
  const { lhr } = await lighthouse(`${origin}${path}`, { port, logLevel: 'error', onlyCategories });
  if (lhr.runtimeError) throw new Error(`${path}: ${lhr.runtimeError.message}`);
  const shown = new URL(lhr.finalDisplayedUrl).pathname;
  if (path !== '/' && shown !== path) throw new Error(`${path} led to ${shown}`);
  return lhr;
}

function mark({ score }) {
  return Math.round(score * 100);
}
