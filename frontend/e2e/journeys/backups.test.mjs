// Backups: made, tried out and removed by an administrator; the page follows the work by itself.
import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { accessible, leave, picture, signIn, startBrowser, visitor } from '../harness/browser.mjs';
import { Api, item } from '../harness/api.mjs';
import { PASSWORD, startServer } from '../harness/server.mjs';
import { test } from '../harness/test.mjs';

let server, browser, ada;
before(async () => {
  [server, browser] = await Promise.all([startServer({ BACKUP_EVERY: '0' }), startBrowser()]);
  ada = await new Api(server.origin).setUp(await server.setupToken());
  for (const name of ['Grace Chapel', 'Zuma Water']) await ada.job(name, [item('Banner 2 m', '2', 150000)]);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function enter(name) {
  const someone = await visitor(browser, server.origin);
  await someone.page.goto('/settings/backups');
  await signIn(someone.page, name, PASSWORD);
  return someone;
}

test('an administrator makes a backup, tries it out, and removes an older one', async () => {
  const someone = await enter('ada');
  const { page } = someone;
  await page.getByText('No backup yet').waitFor();
  await accessible(page, 'no backups');
  await picture(page, 'backups-none');
  await page.getByRole('button', { name: 'Back up now' }).click();
  await page.getByText('Backup made and proved').waitFor();
  const lines = page.locator('.lines > li');
  await lines.getByText('2 jobs, 0 expenditures, 2 customers').waitFor();
  await lines.getByText('Not tried out').waitFor();
  await lines.getByRole('button', { name: 'Try it out' }).click();
  await lines.getByText('Can be restored').waitFor();
  await lines.getByText(/Tried out .*, in less than a second/).waitFor();
  assert.equal(await lines.getByRole('button', { name: 'Remove' }).count(), 0, 'the only one stays');
  await ada.job('Halima Stores', [item('Flyer A5', '1000', 2500)]);
  await page.getByRole('button', { name: 'Back up now' }).click();
  await lines.getByText('3 jobs, 0 expenditures, 3 customers').waitFor();
  await accessible(page, 'the backups');
  await picture(page, 'backups');
  assert.equal(await lines.count(), 2);
  await lines.nth(1).getByRole('button', { name: 'Remove' }).click();
  await page.getByText('Backup removed').waitFor();
  await lines.nth(1).waitFor({ state: 'detached' });
  const { data } = await ada.call('GET', '/backups');
  assert.deepEqual(data.map((backup) => backup.rows.jobs), [3]);
  await leave(someone);
});

test('whoever may not see backups is told so', async () => {
  await ada.person('musa', 'manager');
  const someone = await enter('musa');
  await someone.page.getByText(/may not|not allowed|no right/i).first().waitFor();
  assert.equal(await someone.page.getByRole('button', { name: 'Back up now' }).count(), 0);
  await leave(someone);
});
