// The code of the pages comes in parts: ahead of time, and again when one did not arrive.
import { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { accessible, intercept, leave, picture, signIn, startBrowser, visitor } from '../harness/browser.mjs';
import { Api } from '../harness/api.mjs';
import { PASSWORD, startServer } from '../harness/server.mjs';
import { test } from '../harness/test.mjs';

let server, browser;
before(async () => {
  [server, browser] = await Promise.all([startServer(), startBrowser()]);
  await new Api(server.origin).setUp(await server.setupToken());
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const PARTS = '**/part.*.wasm';
const menu = (page) => page.getByRole('navigation', { name: 'Main' });
const heading = (page, name) => page.getByRole('heading', { name, level: 1 });

test('after the first page the others come by themselves, and open without the network', async () => {
  const someone = await visitor(browser, server.origin);
  const { page, context } = someone;
  await page.goto('/jobs');
  await signIn(page, 'ada', PASSWORD);
  await heading(page, 'Jobs').waitFor();
  const loader = await page.request.get(await page.locator('script[src*="/boot."]').getAttribute('src'));
  const parts = (await loader.text()).match(/part\.[0-9a-f]+\.wasm/g);
  assert.ok(parts.length > 3, 'the loader names every part');
  await page.waitForFunction((parts) => {
    const here = performance.getEntriesByType('resource').filter(({ responseEnd }) => responseEnd).map(({ name }) => name);
    return parts.every((part) => here.some((name) => name.endsWith(part)));
  }, parts);
  await context.setOffline(true);
  await menu(page).getByRole('link', { name: 'Users' }).click();
  await heading(page, /Users/).waitFor();
  assert.equal(await page.getByText('This page could not be loaded').count(), 0);
  await context.setOffline(false);
  await leave(someone);
});

test('an app whose layout does not arrive says so, and opens when it is tried again', async () => {
  const someone = await visitor(browser, server.origin);
  const { page } = someone;
  await intercept(page, PARTS, (route) => route.abort('internetdisconnected'));
  await page.goto('/jobs');
  await signIn(page, 'ada', PASSWORD);
  await page.getByText('This page could not be loaded').waitFor();
  await accessible(page, 'a layout that did not arrive');
  await picture(page, 'layout-missing');
  const again = page.getByRole('button', { name: 'Try again' });
  await again.click();
  await again.waitFor();
  await page.unroute(PARTS);
  await again.click();
  await heading(page, 'Jobs').waitFor();
  await arrived(someone);
});

test('a page whose part does not arrive says so in its place, and opens when it is tried again', async () => {
  const someone = await visitor(browser, server.origin);
  const { page } = someone;
  await page.goto('/jobs');
  await signIn(page, 'ada', PASSWORD);
  await heading(page, 'Jobs').waitFor();
  const loader = await (await page.request.get(await page.locator('script[src*="/boot."]').getAttribute('src'))).text();
  const own = loader.split('__wasm_split_load_office = ')[1].match(/part\.[0-9a-f]+\.wasm/)[0];
  // Behind the cache, which may have it by now.
  await intercept(page, `**/${own}`, (route) => route.abort('internetdisconnected'));
  await page.reload();
  await heading(page, 'Jobs').waitFor();
  await menu(page).getByRole('link', { name: 'Users' }).click();
  await page.getByText('This page could not be loaded').waitFor();
  assert.equal(await heading(page, /Users/).count(), 1);
  await accessible(page, 'a page that did not arrive');
  await picture(page, 'part-missing');
  await page.unroute(`**/${own}`);
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('cell', { name: /ada/ }).first().waitFor();
  await arrived(someone);
});

/** All is well in the end. The loader tells the console what did not arrive; nothing else may complain. */
async function arrived(someone) {
  const { page, complaints } = someone;
  assert.equal(await page.getByText('This page could not be loaded').count(), 0);
  assert.ok(await page.locator('#broken').isHidden());
  complaints.splice(0, complaints.length, ...complaints.filter((text) => !text.includes('TypeError')));
  await leave(someone);
}
