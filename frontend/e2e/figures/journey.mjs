// A working day in one tab: every kind of page and deed, and the interaction that took longest.
import { leave, signIn, visitor } from '../harness/browser.mjs';
import { PASSWORD } from '../harness/server.mjs';
import { inp, seen, watch } from './interactions.mjs';

export async function journey(browser, { server }) {
  const someone = await visitor(browser, server.origin);
  const { context, page } = someone;
  await watch(context);
  await page.goto('/dashboard');
  await signIn(page, 'ada', PASSWORD);
  await page.getByText('Revenue').first().waitFor();
  const main = page.getByRole('navigation', { name: 'Main' });
  const open = async (name, title = name) => {
    await main.getByRole('link', { name }).click();
    await page.getByRole('heading', { name: title, level: 1 }).waitFor();
    await page.waitForFunction(() => !document.querySelector('#main .skeleton, #main [aria-busy=true]'));
  };
  await page.getByRole('radio', { name: 'Table' }).first().click();
  await look(page, open);
  await sell(page, server);
  await spend(page, open);
  for (const name of ['Customers', 'Users', 'Settings', 'Dashboard']) await open(name);
  const { told, count } = await seen(page);
  await leave(someone);
  const { ms, what } = inp(told, count);
  return { interactions: count, inp_ms: ms, what };
}

async function look(page, open) {
  await open('Jobs');
  for (const key of ['j', 'j', 'k', 'Enter']) await page.keyboard.press(key, { delay: 40 });
  await page.waitForURL(/\/jobs\/[0-9a-f-]{36}/);
  await page.keyboard.press('Escape');
  await page.waitForURL((url) => url.pathname === '/jobs');
  await page.keyboard.press('/');
  await page.keyboard.type('halima', { delay: 80 });
  await page.keyboard.press('Enter');
  await page.waitForURL(/q=halima/);
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.type('grace', { delay: 80 });
  await page.getByRole('option', { name: /Grace/ }).first().waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
}

async function sell(page) {
  await page.locator('#main h1').click();
  await page.keyboard.press('n');
  await page.getByRole('combobox', { name: 'Customer' }).waitFor();
  await page.keyboard.type('zuma', { delay: 80 });
  await page.getByRole('option', { name: /Zuma/ }).first().waitFor();
  await page.keyboard.press('Enter');
  for (const [ware, quantity] of [['bann', '3'], ['mel', '10'], ['sti', '2']]) {
    await page.keyboard.type(ware, { delay: 80 });
    await page.getByRole('option', { name: new RegExp(ware, 'i') }).first().waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.type(quantity, { delay: 80 });
    await page.keyboard.press('Enter');
  }
  await page.keyboard.press('Control+Enter');
  await page.getByText(/Job J-\d{4}-\d{5} saved/).waitFor();
}

async function spend(page, open) {
  await open(/Expenditures/);
  await page.getByRole('textbox', { name: /Description/ }).first().click();
  await page.keyboard.type('Lunch allowance', { delay: 60 });
  await page.getByRole('textbox', { name: /Quantity/ }).first().fill('5');
  await page.getByRole('textbox', { name: /Unit cost/ }).first().click();
  await page.keyboard.type('500', { delay: 60 });
  await page.keyboard.press('Enter');
  await page.getByRole('row', { name: /Lunch allowance/ }).getByText('2,500').first().waitFor();
}
