// Chromium with every complaint collected: errors of the page, the console and the content security policy fail a journey.
import { readFile, mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';
import { belongsToTest, within } from './test.mjs';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const SCREENS = process.env.SCREENS ?? new URL('../../../target/screens', import.meta.url).pathname;
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

/** Where a program lies that was given by its name alone. */
function located(name) {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const places = name.includes('/') ? [name] : folders.map((folder) => join(folder, name));
  return places.find((place) => existsSync(place)) ?? name;
}

export async function startBrowser() {
  return chromium.launch({ executablePath: located(process.env.CHROMIUM ?? 'chromium'), args: FLAGS });
}

/** A browser with one profile, which another program may steer through `port`, too. */
export async function startSteered(port, options = {}) {
  const args = [...FLAGS, `--remote-debugging-port=${port}`];
  return chromium.launchPersistentContext('', { executablePath: located(process.env.CHROMIUM ?? 'chromium'), args, locale: 'en-GB', ...options });
}

/** A browser whose profile lies in a folder, as a person's does, and outlives its end. */
export async function startOwn(folder, options = {}) {
  return chromium.launchPersistentContext(folder, { executablePath: located(process.env.CHROMIUM ?? 'chromium'), args: FLAGS, locale: 'en-GB', ...options });
}

/** A visitor: an own profile, one page, and a list of complaints that must stay empty. */
export async function visitor(browser, origin, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB', baseURL: origin, ...options });
  belongsToTest(context);
  const complaints = [];
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => console.error(`CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
  });
  context.on('weberror', (error) => complaints.push(`page error: ${error.error().message}`));
  context.on('console', (message) => {
    // A refused request is logged by the browser itself; what the app makes of it is the journey's business.
    const refused = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !refused) complaints.push(`console: ${message.text()}`);
  });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  return { context, page, complaints };
}

/**
 * Answers what the page asks for at an address. Chromium tells the page by another way than keys and clicks, which may
 * overtake it (findings/route-overtaken.sh): this waits until the page's own calls arrive here.
 */
export async function intercept(page, address, handler) {
  await page.route(address, handler);
  if (!page.url().startsWith('http')) return;
  await page.route('**/is-intercepted', (route) => route.fulfill({ status: 204 }));
  const ask = () => fetch('/is-intercepted').then((answer) => answer.status);
  while (await page.evaluate(ask) !== 204);
  await page.unroute('**/is-intercepted');
}

/** Holds the answers to a call, which the server has given, until they are let through. */
export async function late(page, address, method) {
  let tell, fail, release;
  const gate = new Promise((resolve) => { release = resolve; });
  const answer = new Promise((resolve, reject) => { [tell, fail] = [resolve, reject]; });
  answer.catch(() => {});
  let asked = 0;
  await intercept(page, address, async (route) => {
    if (route.request().method() !== method) return route.fallback();
    asked += 1;
    try {
      const response = await route.fetch();
      tell();
      await gate;
      return await route.fulfill({ response });
    } catch (error) {
      fail(error);
      throw error;
    }
  });
  return {
    release,
    get answered() {
      return within(60_000, answer, () => `an answer to ${method} ${address}, asked ${asked} times,`);
    },
  };
}

/** Nothing complained, then the profile goes. */
export async function leave({ context, complaints }) {
  assert.deepEqual(complaints, []);
  await context.close();
}

export async function signIn(page, username, password) {
  await page.getByLabel('User name').fill(username);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Runs in the page: what slides or fades in has arrived. What turns for ever is not waited for. */
async function settled() {
  const ending = document.getAnimations().filter((animation) => animation.effect.getComputedTiming().endTime !== Infinity);
  await Promise.allSettled(ending.map((animation) => animation.finished));
}

/** No violation of WCAG 2.2 A and AA, in the light and the dark theme; leaves the page in the light one. */
export async function accessible(page, what) {
  for (const colorScheme of ['dark', 'light']) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(settled);
    await page.evaluate(AXE);
    const violations = await page.evaluate(async (tags) => {
      const result = await globalThis.axe.run(document, { runOnly: tags });
      return result.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target} ${node.failureSummary}`).join(' | ')}`);
    }, TAGS);
    assert.deepEqual(violations, [], `${what}, ${colorScheme}`);
  }
}

/** Pictures of a state in both themes and widths, to be looked at. */
export async function picture(page, name) {
  await mkdir(SCREENS, { recursive: true });
  const before = page.viewportSize();
  for (const [width, height] of [[1280, 800], [360, 740]]) {
    await page.setViewportSize({ width, height });
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      await page.evaluate(settled);
      await page.screenshot({ path: join(SCREENS, `${name}-${colorScheme}-${width}.png`) });
    }
  }
  await page.setViewportSize(before);
  await page.emulateMedia({ colorScheme: 'light' });
}
