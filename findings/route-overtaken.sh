#!/bin/sh
# Playwright 1.65.1 with Chromium: `await page.route(…)` is done before it is in force. A key pressed right after it
# overtakes it while the page is busy, and the request that the key sends goes to the network, past the route.
#
# Documentation: once routing is enabled, every request that matches stalls until it is continued, fulfilled or aborted
# (https://playwright.dev/docs/api/class-page#page-route).
# Playwright sends `Fetch.enable`, and Chromium answers it once it has sent the page another way to the network, without
# waiting until the page has it. Keys come to the page by a way of their own, and before other work.
#
# Seen (Chromium 156, Node 20), 100 times a key right after a route, in a page that is busy for half a second after typing:
#   at once: some requests pass the route (9 to 13 of 100 on 2 cores)
#   after a call of the page itself has met the route: 0 of 100
# Way out: after `page.route`, let the page fetch an address that is routed too until the route answers it.
#
# Needs node, npm, the network and Chromium (CHROMIUM names it). Fails when no request passes, or one does after the way out.
set -eu
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$place"
npm init --yes > npm.log 2>&1
npm install --no-save playwright-core@1.65.1 >> npm.log 2>&1 || { cat npm.log; exit 1; }
cat > passed.mjs <<'JS'
import http from 'node:http';
import { chromium } from 'playwright-core';

const PAGE = `<input id="typed"><script>
  const busy = (ms) => { for (const from = performance.now(); performance.now() - from < ms;); };
  addEventListener('input', () => { for (let i = 0; i < 8; i += 1) setTimeout(() => busy(60), 0); });
  addEventListener('keydown', (event) => { if (event.key === 'Enter') fetch('/call', { method: 'POST' }); });
</script>`;
let arrived = 0;
const server = http.createServer((request, response) => {
  arrived += request.url === '/call' ? 1 : 0;
  response.setHeader('content-type', 'text/html').end(request.url === '/' ? PAGE : '');
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
const page = await browser.newPage();
await page.goto(`http://127.0.0.1:${server.address().port}/`);

async function passed(inForce) {
  let past = 0;
  for (let time = 0; time < 100; time += 1) {
    const before = arrived;
    let met = false;
    await page.locator('#typed').fill(`${time}`);
    await page.route('**/call', (route) => { met = true; return route.fulfill({ status: 204 }); });
    await inForce();
    await page.keyboard.press('Control+Enter');
    while (!met && arrived === before) await new Promise((resolve) => setTimeout(resolve, 10));
    past += met ? 0 : 1;
    await page.unroute('**/call');
  }
  return past;
}

const atOnce = await passed(async () => {});
const after = await passed(async () => {
  await page.route('**/probe', (route) => route.fulfill({ status: 204 }));
  while (await page.evaluate(() => fetch('/probe').then((answer) => answer.status)) !== 204);
});
console.log(`Chromium ${browser.version()}: ${atOnce} of 100 passed the route at once, ${after} after it was in force`);
await browser.close();
server.close();
process.exitCode = atOnce > 0 && after === 0 ? 0 : 1;
JS
node passed.mjs
