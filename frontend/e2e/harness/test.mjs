// A test that ends: what never comes fails its own test by name, with what its pages showed, and the next test goes on.
import { test as run } from 'node:test';

const LIMIT_MS = 180_000;

/** The profiles that the running test has opened. Tests of one file run one after the other. */
const opened = new Set();

/** The profile is looked at when the running test fails, and ends with it. */
export function belongsToTest(context) {
  opened.add(context);
  context.on('close', () => opened.delete(context));
}

/** The promise's value, or an error that names what did not come in time. */
export async function within(milliseconds, promise, what) {
  let clock;
  const late = new Promise((_, reject) => {
    clock = setTimeout(() => reject(new Error(`${typeof what === 'function' ? what() : what} did not come within ${milliseconds / 1000} s`)), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(clock);
  }
}

/** Runs in the page: what is focused, what is typed, and the beginning of what it says. */
function seen() {
  const typed = [...document.querySelectorAll('input, textarea, select')].map((field) => `${field.id || field.name}=${field.value}`);
  for (const list of document.querySelectorAll('select, datalist')) list.remove();
  const focused = document.activeElement?.id || document.activeElement?.tagName;
  return `focus on ${focused}; ${typed.join(', ')}\n${document.body.innerText.replaceAll(/\s*\n\s*/g, ' | ').slice(0, 2_000)}`;
}

/** What a person would see. */
async function shown(page) {
  const text = await within(5_000, page.evaluate(seen), 'the text of the page').catch((error) => error.message);
  return `--- ${page.url()} ---\n${text}`;
}

/** As `test` of node, with a limit for each test and a look at its pages when it fails. */
export function test(name, body) {
  run(name, async (context) => {
    opened.clear();
    try {
      await within(LIMIT_MS, body(context), 'the end of the test');
    } catch (error) {
      const contexts = [...opened];
      const pages = await Promise.all(contexts.flatMap((profile) => profile.pages()).map(shown));
      error.message = [error.message, ...pages].join('\n');
      await within(10_000, Promise.all(contexts.map((profile) => profile.close())), 'the end of a profile').catch(console.error);
      throw error;
    }
  });
}
