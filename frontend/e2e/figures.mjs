// What the browser app takes of people's time and memory. `cargo xtask bench` reads the JSON
// that is printed, or written to the file FIGURES; each part runs alone by its name.
import { writeFile } from 'node:fs/promises';
import { startBrowser } from './harness/browser.mjs';
import { journey } from './figures/journey.mjs';
import { marks } from './figures/lighthouse.mjs';
import { routes } from './figures/routes.mjs';
import { sale } from './figures/sale.mjs';
import { openShop } from './figures/shop.mjs';
import { typing } from './figures/typing.mjs';

const RUNS = Number(process.env.RUNS ?? 3);
const CHANGES = Number(process.env.CHANGES ?? 200);
const PARTS = {
  typing: async (browser, shop) => ({ typing: await typing(browser, shop) }),
  journey: async (browser, shop) => ({ journey: await journey(browser, shop) }),
  sale: async (browser, shop) => ({ sale: await sale(browser, shop) }),
  routes: (browser, shop) => routes(browser, shop, CHANGES),
  lighthouse: (browser, shop) => marks(shop, RUNS),
};

const chosen = process.argv.slice(2);
const shop = await openShop();
const figures = {};
try {
  for (const [name, part] of Object.entries(PARTS)) {
    if (chosen.length > 0 && !chosen.includes(name)) continue;
    process.stderr.write(`${name}\n`);
    const browser = await startBrowser();
    try {
      Object.assign(figures, await part(browser, shop));
    } finally {
      await browser.close();
    }
  }
} finally {
  await shop.server.stop();
}
const text = `${JSON.stringify(figures, null, 2)}\n`;
if (process.env.FIGURES) await writeFile(process.env.FIGURES, text);
else process.stdout.write(text);
