// Days that a zone never had: the browser's calendar and the server's refuse the same ones, in the same words.
import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { leave, signIn, startBrowser, visitor } from '../harness/browser.mjs';
import { Api, item } from '../harness/api.mjs';
import { PASSWORD, startServer } from '../harness/server.mjs';
import { test } from '../harness/test.mjs';

// Islands that changed sides of the date line, with the days around the one that they skipped; and one that never did.
const ZONES = {
  'Pacific/Apia': ['2011-12-29', '2011-12-30', '2011-12-31'],
  'Pacific/Fakaofo': ['2011-12-29', '2011-12-30', '2011-12-31'],
  'Pacific/Kwajalein': ['1993-08-20', '1993-08-21', '1993-08-22'],
  'Pacific/Kiritimati': ['1994-12-30', '1994-12-31', '1995-01-01'],
  'Africa/Lagos': ['1994-12-31', '2011-12-30'],
};

let server, browser, ada;
before(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
  ada = await new Api(server.origin).setUp(await server.setupToken());
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** What the server says of the day, if it refuses it. */
async function refused(path, draft) {
  try {
    await ada.call('POST', path, draft);
    return null;
  } catch (failure) {
    const problem = JSON.parse(failure.message.slice(failure.message.indexOf('{')));
    assert.equal(problem.status, 422, failure.message);
    return problem.errors.map((error) => `${error.pointer}: ${error.detail}`).join(' ');
  }
}

/** What the form says of the day, if it refuses it. */
async function told(page, day) {
  const field = page.locator('#f-occurred_on');
  await field.fill(day);
  await field.blur();
  assert.equal(await field.inputValue(), day);
  if (await field.getAttribute('aria-invalid') !== 'true') return null;
  const sentence = page.locator(`#${(await field.getAttribute('aria-describedby')).split(' ').at(-1)}`);
  return `#/occurred_on: ${(await sentence.innerText()).trim()}`;
}

for (const [zone, days] of Object.entries(ZONES)) {
  test(`the app takes the days that the server takes in ${zone}`, async () => {
    const settings = await ada.call('GET', '/settings');
    if (settings.time_zone !== zone) await ada.call('PATCH', '/settings', { time_zone: zone }, { 'if-match': `"${settings.rev}"` });
    const someone = await visitor(browser, server.origin);
    const { page } = someone;
    await page.goto('/jobs/new');
    await signIn(page, 'ada', PASSWORD);
    await page.locator('#f-occurred_on').waitFor();
    const cost = { amount_minor: 100, currency: 'NGN' };
    const [sold, spent] = [new Map(), new Map()];
    for (const day of days) {
      sold.set(day, await refused('/jobs', { occurred_on: day, items: [item('Label', '1', 100)] }));
      spent.set(day, await refused('/expenditures', { occurred_on: day, description: 'Ink', quantity: '1', unit_cost: cost }));
      assert.equal(await told(page, day), sold.get(day), day);
    }
    assert.equal([...sold.values()].filter(Boolean).length, zone === 'Africa/Lagos' ? 0 : 1);
    await page.evaluate(() => sessionStorage.clear());
    await page.goto('/expenditures');
    await page.locator('#f-occurred_on').waitFor();
    for (const day of days) assert.equal(await told(page, day), spent.get(day), day);
    await page.evaluate(() => sessionStorage.clear());
    await leave(someone);
  });
}

test('every zone that the browser offers is one that the server knows', async () => {
  const someone = await visitor(browser, server.origin);
  const offered = await someone.page.evaluate(() => Intl.supportedValuesOf('timeZone'));
  assert.ok(offered.length > 400, `${offered.length}`);
  const refused = [];
  let { rev } = await ada.call('GET', '/settings');
  for (const zone of [...offered, 'UTC', 'Africa/Lagos']) {
    try {
      ({ rev } = await ada.call('PATCH', '/settings', { time_zone: zone }, { 'if-match': `"${rev}"` }));
    } catch (failure) {
      refused.push(`${zone}: ${failure.message}`);
    }
  }
  assert.deepEqual(refused, []);
  await leave(someone);
});

test('a day that was skipped is not sent, as the day of a completion neither', async () => {
  const settings = await ada.call('GET', '/settings');
  await ada.call('PATCH', '/settings', { time_zone: 'Pacific/Apia' }, { 'if-match': `"${settings.rev}"` });
  const job = await ada.job('Adaeze', [item('Label', '1', 100)], { occurred_on: '2011-12-29', status: 'done' });
  const someone = await visitor(browser, server.origin);
  const { page } = someone;
  const sent = [];
  page.on('request', (request) => { if (request.method() === 'PATCH') sent.push(request.url()); });
  await page.goto(`/jobs/${job.id}/edit`);
  await signIn(page, 'ada', PASSWORD);
  await page.getByLabel('Completed on').fill('2011-12-30');
  await page.keyboard.press('Control+Enter');
  await page.getByText('There was no such day here: the calendar skipped it.').waitFor();
  assert.deepEqual(sent, []);
  await page.evaluate(() => sessionStorage.clear());
  await leave(someone);
});
