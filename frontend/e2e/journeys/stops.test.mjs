// Every stop of Tab is seen, a list is sorted at every size, and targets are large enough for a thumb.
import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { leave, signIn, startBrowser, visitor } from '../harness/browser.mjs';
import { Api, item } from '../harness/api.mjs';
import { PASSWORD, startServer } from '../harness/server.mjs';
import { PHONE, SIZES, walk } from '../harness/stops.mjs';
import { test } from '../harness/test.mjs';

let server, browser, ada, spent;
before(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
  ada = await new Api(server.origin).setUp(await server.setupToken());
  for (let number = 0; number < 14; number += 1) {
    await ada.job('Adaeze & Sons', [item(`Banner ${number}`, '1', 450_000)]);
    spent = await ada.call('POST', '/expenditures', { description: `Diesel ${number}`, quantity: '2', unit_cost: { amount_minor: 50_000, currency: 'NGN' } });
  }
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function enter(path, options) {
  const someone = await visitor(browser, server.origin, options);
  await someone.page.goto(path);
  await signIn(someone.page, 'ada', PASSWORD);
  await someone.page.locator('#main h1').waitFor({ state: 'attached' });
  return someone;
}

for (const [what, options] of SIZES) {
  test(`every stop of Tab is seen in lists and drawers: ${what}`, async () => {
    const someone = await enter('/jobs', options);
    const { page } = someone;
    const hidden = [];
    // On the phone a drawer is the page; where it stands over a list, the list behind it stays in reach.
    const drawer = options === PHONE ? [`/expenditures/${spent.id}`] : [];
    for (const path of ['/jobs', '/expenditures', '/customers', '/users', '/dashboard', '/settings', '/account', ...drawer]) {
      await page.goto(path);
      await page.locator('#main h1, .drawer h2').first().waitFor({ state: 'attached' });
      await page.locator('.loaded[aria-busy=true]').first().waitFor({ state: 'detached' });
      hidden.push(...await walk(page, `${what} ${path}`, options === PHONE ? undefined : ['Tab']));
    }
    assert.deepEqual(hidden, []);
    await leave(someone);
  });
}

test('a list is sorted on the phone too', async () => {
  for (const path of ['/jobs', '/expenditures']) {
    const someone = await enter(path, PHONE);
    const { page } = someone;
    await page.getByLabel('Sorted by').selectOption({ label: 'Total, ascending' });
    await page.waitForURL(/sort=total/);
    await leave(someone);
  }
});

test('targets on the phone are large enough for a thumb', async () => {
  const someone = await enter('/jobs', PHONE);
  const { page } = someone;
  const small = [];
  const [job] = (await ada.call('GET', '/jobs?limit=1')).data;
  for (const path of ['/jobs', `/jobs/${job.id}`, '/jobs/new', '/expenditures', `/expenditures/${spent.id}`, '/customers', '/dashboard', '/users', '/settings', '/account']) {
    await page.goto(path);
    await page.locator('#main h1, .drawer h2').first().waitFor({ state: 'attached' });
    await page.locator('.loaded[aria-busy=true]').first().waitFor({ state: 'detached' });
    small.push(...await page.evaluate((path) => {
      const all = document.querySelectorAll('a[href]:not(.skip), button, input:not([type=hidden]), select, summary');
      return [...all].filter((one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: false })).flatMap((one) => {
        // The row's link covers its row; a field is as high as its box, a choice of few as its frame.
        const target = one.closest('.row-link')?.closest('tr') ?? one.closest('.box, label.check, .segments, .choices label') ?? one;
        const { width, height } = target.getBoundingClientRect();
        if (width < 2 || height >= 43.5) return [];
        return [`${path} ${one.tagName}.${one.className} “${(one.textContent || one.getAttribute('aria-label') || one.name).trim().slice(0, 30)}” ${Math.round(width)} × ${Math.round(height)}`];
      });
    }, path));
  }
  assert.deepEqual(small, []);
  await leave(someone);
});
