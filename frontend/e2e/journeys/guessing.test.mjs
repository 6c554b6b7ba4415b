// Somebody guesses at a password: new browsers wait, and an administrator's code lets the right person in all the same.
import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { accessible, leave, picture, signIn, startBrowser, visitor } from '../harness/browser.mjs';
import { Api } from '../harness/api.mjs';
import { PASSWORD, startServer } from '../harness/server.mjs';
import { test } from '../harness/test.mjs';

let server, browser, ada;
before(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
  ada = await new Api(server.origin).setUp(await server.setupToken());
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

test('who must wait signs in with a code from an administrator, whose page ends the wait as well', async () => {
  await ada.person('gbenga', 'staff');
  const { data: [{ id }] } = await ada.call('GET', '/users?q=gbenga');
  const owner = await visitor(browser, server.origin);
  await owner.page.goto(`/users/${id}`);
  await signIn(owner.page, 'ada', PASSWORD);
  await owner.page.getByRole('button', { name: 'Make a sign-in code' }).waitFor();

  const stranger = new Api(server.origin);
  for (let number = 0; number < 6; number += 1) {
    const guess = { username: `name_${number}`, password: PASSWORD };
    await assert.rejects(stranger.call('POST', '/auth/sign-in', guess), /401/);
  }
  const someone = await visitor(browser, server.origin);
  const { page } = someone;
  await page.goto('/sign-in');
  const way = page.getByRole('button', { name: 'I have a sign-in code' });
  await page.getByLabel('User name').waitFor();
  assert.equal(await way.count(), 0, 'nobody sees it who need not wait');
  await signIn(page, 'gbenga', PASSWORD);
  await page.getByText(/^Too many tries\. Try again in \d+ seconds\.$/).waitFor();
  await way.click();
  const code = page.getByLabel('Sign-in code');
  await page.waitForFunction(() => document.activeElement?.labels?.[0]?.textContent === 'Sign-in code');
  assert.equal(await page.getByLabel('User name').inputValue(), 'gbenga');
  await accessible(page, 'the sign-in by a code');
  await picture(page, 'sign-in-code');

  await owner.page.getByRole('button', { name: 'Make a sign-in code' }).click();
  const made = await owner.page.locator('.one-time-code').textContent();
  await accessible(owner.page, 'the ways back of a user');
  await picture(owner.page, 'ways-back');

  await code.fill(made);
  await page.keyboard.press('Enter');
  await page.locator('#main h1').waitFor({ state: 'attached' });
  await page.goto('/account');
  await page.getByText('gave a code for one sign-in').waitFor();
  await owner.page.getByRole('button', { name: 'End the wait' }).click();
  await owner.page.getByText('gbenga need not wait any more').waitFor();
  await page.reload();
  await page.getByText('ended the wait after wrong passwords').waitFor();
  await leave(owner);
  await leave(someone);
});
