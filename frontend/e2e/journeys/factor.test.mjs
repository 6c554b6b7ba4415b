// The second factor: set up with a phone, asked at sign-in and for a proof, and the ways in without the phone.
import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { accessible, leave, picture, signIn, startBrowser, visitor } from '../harness/browser.mjs';
import { Api } from '../harness/api.mjs';
import { takePicture } from '../harness/phone.mjs';
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

/** A new clerk at the account page. */
async function enter(name) {
  // Signed in anew: a journey before may have made every session old.
  await (await ada.as('ada')).person(name, 'staff');
  const someone = await visitor(browser, server.origin);
  await someone.page.goto('/account');
  await signIn(someone.page, name, PASSWORD);
  await someone.page.getByRole('button', { name: 'Set up' }).waitFor();
  return someone;
}

/** Turns the factor on; the phone, the code that is used by then, and the codes on paper. */
async function setUp(page) {
  await page.getByRole('button', { name: 'Set up' }).click();
  const phone = await takePicture(page.getByRole('img', { name: 'The secret as a picture for the phone' }));
  const used = phone.code();
  await page.getByLabel('Code from your phone').fill(used);
  await page.getByRole('button', { name: 'Turn on' }).click();
  const codes = page.locator('.recovery-codes code');
  await codes.first().waitFor();
  return { phone, used, codes: await codes.allTextContents() };
}

async function signOut(page) {
  await page.locator('#main').getByRole('button', { name: 'Sign out', exact: true }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
}

/** Signed in again, on whichever page that leads to; the account says this. */
async function atAccount(page, sentence) {
  await page.locator('#main h1').waitFor({ state: 'attached' });
  await page.goto('/account');
  await page.getByText(sentence).waitFor();
}

const code = (page) => page.getByLabel('Code from your phone');
const signInButton = (page) => page.getByRole('button', { name: 'Sign in' });

test('a phone takes the picture, its code turns the factor on, and the codes for its loss are kept', async () => {
  const someone = await enter('bisi');
  const { page } = someone;
  await page.getByRole('button', { name: 'Set up' }).click();
  const phone = await takePicture(page.getByRole('img', { name: 'The secret as a picture for the phone' }));
  assert.deepEqual([phone.issuer, phone.label], ['Kingsway Labels', 'bisi']);
  assert.equal((await page.locator('form code').textContent()).replaceAll(' ', ''), phone.secret);
  await accessible(page, 'the set-up');
  await picture(page, 'factor-set-up');
  await code(page).fill('000000');
  await page.getByRole('button', { name: 'Turn on' }).click();
  await page.getByText('This code is wrong.').waitFor();
  await code(page).fill(phone.code());
  await page.keyboard.press('Enter');
  const codes = page.locator('.recovery-codes code');
  await codes.first().waitFor();
  const shown = await codes.allTextContents();
  assert.equal(shown.length, 10);
  await accessible(page, 'the recovery codes');
  await picture(page, 'factor-codes');
  const loading = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download' }).click();
  assert.equal(await readFile(await (await loading).path(), 'utf8'), shown.join('\n'));
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await page.getByText('10 of 10 recovery codes are left.').waitFor();
  await page.reload();
  await page.getByText('turned the second factor on').waitFor();
  await leave(someone);
});

test('a sign-in asks for the code, says what is wrong with it, and takes a recovery code in its place', async () => {
  const someone = await enter('chidi');
  const { page } = someone;
  const { phone, used, codes } = await setUp(page);
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await signOut(page);
  await signIn(page, 'chidi', PASSWORD);
  await page.waitForFunction(() => document.activeElement?.autocomplete === 'one-time-code');
  await page.keyboard.type(used);
  await page.keyboard.press('Enter');
  // A slow machine comes to it only when the code is too old anyhow.
  await page.getByText(/^(This code was used\. Wait for the next one\.|This code belongs to another minute: .*)$/).waitFor();
  await accessible(page, 'the second step');
  await picture(page, 'second-step');
  await code(page).fill(phone.code(1));
  await page.keyboard.press('Enter');
  await atAccount(page, '10 of 10 recovery codes are left.');
  await signOut(page);
  await signIn(page, 'chidi', PASSWORD);
  await page.getByRole('button', { name: 'Use a recovery code' }).click();
  await page.waitForFunction(() => document.activeElement?.labels?.[0]?.textContent === 'Recovery code');
  await page.keyboard.type(codes[3].toLowerCase());
  await signInButton(page).click();
  await atAccount(page, '9 of 10 recovery codes are left.');
  await signOut(page);
  await signIn(page, 'chidi', PASSWORD);
  await page.getByRole('button', { name: 'Start again with name and password' }).click();
  await page.getByLabel('User name').waitFor();
  await leave(someone);
});

test('a proof asks for the code, too, and the factor can be turned off', async () => {
  const someone = await enter('dayo');
  const { page } = someone;
  const { phone } = await setUp(page);
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await server.signedInLongAgo();
  await page.getByRole('button', { name: 'Turn off' }).click();
  await page.getByRole('dialog', { name: 'Turn the second factor off?' }).getByRole('button', { name: 'Turn off' }).click();
  const proof = page.getByRole('dialog', { name: 'Is it still you, dayo?' });
  await proof.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await accessible(page, 'the proof with a factor');
  await picture(page, 'factor-proof');
  await proof.getByLabel('Code from your phone').fill(phone.code(1));
  await page.keyboard.press('Enter');
  await page.getByText('The second factor is off. Your other sessions have ended.').waitFor();
  await page.getByRole('button', { name: 'Set up' }).waitFor();
  await leave(someone);
});

test('an administrator removes the factor of whoever lost the phone, and the password is enough again', async () => {
  const someone = await enter('efe');
  const { page } = someone;
  await setUp(page);
  const { data: [{ id }] } = await ada.call('GET', '/users?q=efe');
  const owner = await visitor(browser, server.origin);
  await owner.page.goto(`/users/${id}`);
  await signIn(owner.page, 'ada', PASSWORD);
  await owner.page.getByRole('button', { name: 'Remove the second factor' }).click();
  await owner.page.getByText('efe signs in with the password alone; all sessions ended').waitFor();
  await owner.page.getByRole('button', { name: 'Remove the second factor' }).click();
  await owner.page.getByText('Nothing is removed: This user has no second factor.').waitFor();
  await leave(owner);
  await page.goto('/account');
  await signIn(page, 'efe', PASSWORD);
  await page.getByRole('button', { name: 'Set up' }).waitFor();
  await leave(someone);
});
