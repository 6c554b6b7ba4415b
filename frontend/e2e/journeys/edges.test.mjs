// What has the focus is seen: below no bar, at no size, and large enough for a thumb.
import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { leave, signIn, startBrowser, visitor } from '../harness/browser.mjs';
import { Api, item } from '../harness/api.mjs';
import { PASSWORD, startServer } from '../harness/server.mjs';
import { SIZES, focused, walk } from '../harness/stops.mjs';
import { test } from '../harness/test.mjs';

const ROWS = 7;

let server, browser, ada;
before(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
  ada = await new Api(server.origin).setUp(await server.setupToken());
  for (let number = 0; number < 14; number += 1) {
    await ada.job('Adaeze & Sons', [item(`Banner ${number}`, '1', 450_000)]);
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
  test(`the focused field of a job is below no bar: ${what}`, async () => {
    const someone = await enter('/jobs/new', options);
    const { page } = someone;
    const hidden = [];
    for (let row = 1; row <= ROWS; row += 1) {
      for (const [role, name, text] of [['combobox', 'Description', 'Cut'], ['textbox', 'Quantity', '2'], ['textbox', 'Price', '50']]) {
        const field = page.getByRole(role, { name: `${name}, row ${row}` });
        await page.waitForFunction((name) => document.activeElement?.labels?.[0]?.textContent === name || name.startsWith('Description, row 1'), `${name}, row ${row}`);
        if (row === 1 && name === 'Description') await field.focus();
        const { name: here, hidden: why } = await page.evaluate(focused);
        if (why) hidden.push(`${what}: ${here} ${why}`);
        await page.keyboard.type(text);
        if (name === 'Quantity') await page.keyboard.press('Tab');
        else await page.keyboard.press('Enter');
      }
    }
    // There it went by Enter and Tab.
    hidden.push(...await walk(page, what, ['Shift+Tab']));
    assert.deepEqual(hidden, []);
    await page.evaluate(() => sessionStorage.clear());
    await leave(someone);
  });
}
