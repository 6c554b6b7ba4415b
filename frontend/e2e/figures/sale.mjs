// Three items sold by keyboard alone at a person's pace, on a processor four times slower: from the first key to “saved”.
import { leave, signIn, visitor } from '../harness/browser.mjs';
import { PASSWORD } from '../harness/server.mjs';

const KEY_MS = 200;
const DECISION_MS = 1_000;

export async function sale(browser, { server }) {
  const someone = await visitor(browser, server.origin);
  const { context, page } = someone;
  await page.goto('/jobs');
  await signIn(page, 'ada', PASSWORD);
  await page.locator('[data-row], #main tbody tr').first().waitFor();
  const steered = await context.newCDPSession(page);
  await steered.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  let count = 0;
  const press = async (...keys) => {
    for (const key of keys) {
      await page.keyboard.press(key);
      await page.waitForTimeout(KEY_MS);
      count += 1;
    }
  };
  const decide = () => page.waitForTimeout(DECISION_MS);
  const offered = (text) => page.getByRole('option', { name: new RegExp(text, 'i') }).first().waitFor();
  const begun = performance.now();
  await press('n');
  await decide();
  await press('a', 'd', 'a');
  await offered('Adaeze');
  await press('Enter');
  for (const [word, ...quantity] of [['ban', '3'], ['mel', '1', '0'], ['sti', '2']]) {
    await decide();
    await press(...word);
    await offered(word);
    await press('Enter', ...quantity, 'Enter');
  }
  await press('Enter');
  await decide();
  await press('t');
  await decide();
  await press('Control+Enter');
  await page.getByText(/Job J-\d{4}-\d{5} saved/).waitFor();
  const seconds = (performance.now() - begun) / 1_000;
  await leave(someone);
  return { keys: count, seconds };
}
