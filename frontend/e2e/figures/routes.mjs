// From page to page by the menu: how long until the next one is painted with its data, and what stays in memory.
import { leave, signIn, visitor } from '../harness/browser.mjs';
import { PASSWORD } from '../harness/server.mjs';
import { percentile } from './interactions.mjs';

const PATHS = ['/jobs', '/expenditures', '/customers', '/dashboard', '/users', '/settings'];
const WARM_UP = PATHS.length * 3;

export async function routes(browser, { server }, changes) {
  const someone = await visitor(browser, server.origin);
  const { context, page } = someone;
  await context.addInitScript(keepWasmMemory);
  await page.goto('/dashboard');
  await signIn(page, 'ada', PASSWORD);
  await page.getByText('Revenue').first().waitFor();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Performance.enable');
  const go = async (count) => {
    const times = [];
    for (let change = 0; change < count; change += 1) times.push(await page.evaluate(follow, PATHS[change % PATHS.length]));
    return times;
  };
  await go(WARM_UP);
  const before = await memory(page, devtools);
  const times = await go(changes);
  // Back to where the first measure was taken, so that the same page is in memory.
  const rest = (PATHS.length - (changes % PATHS.length)) % PATHS.length;
  for (const path of PATHS.slice(PATHS.length - rest)) await page.evaluate(follow, path);
  const after = await memory(page, devtools);
  await leave(someone);
  return {
    routes: { changes, p50_ms: percentile(times, 50), p95_ms: percentile(times, 95) },
    memory: { changes, before, after },
  };
}

/** Runs in the page: clicks the menu's link; answers when the page's data are painted, in milliseconds. */
function follow(path) {
  const link = document.querySelector(`nav.side a[href="${path}"]`);
  const title = document.querySelector('#main h1')?.textContent;
  const begun = performance.now();
  link.click();
  return new Promise((resolve, reject) => {
    const look = () => {
      const heading = document.querySelector('#main h1')?.textContent;
      const arrived = location.pathname === path && heading && heading !== title;
      if (performance.now() - begun > 10_000) reject(new Error(`${path} did not come`));
      else if (!arrived || document.querySelector('#main .skeleton, #main [aria-busy=true]')) requestAnimationFrame(look);
      // The frame that was asked for last is painted before a message is heard.
      else painted(() => resolve(performance.now() - begun));
    };
    const painted = (then) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = then;
      port2.postMessage(null);
    };
    requestAnimationFrame(look);
  });
}

/** Runs before the page's own scripts: remembers the memory of the app's modules, which is not in the script's heap. */
function keepWasmMemory() {
  const memories = new Set();
  globalThis.wasmMemories = memories;
  for (const name of ['instantiate', 'instantiateStreaming']) {
    const original = WebAssembly[name];
    WebAssembly[name] = async (...given) => {
      const made = await original.apply(WebAssembly, given);
      for (const one of Object.values((made.instance ?? made).exports)) if (one instanceof WebAssembly.Memory) memories.add(one);
      return made;
    };
  }
}

/** After the garbage was collected. */
async function memory(page, devtools) {
  for (let round = 0; round < 3; round += 1) {
    await devtools.send('HeapProfiler.collectGarbage');
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 200)));
  }
  const { metrics } = await devtools.send('Performance.getMetrics');
  const of = (name) => metrics.find((metric) => metric.name === name).value;
  const wasm = await page.evaluate(() => [...globalThis.wasmMemories].reduce((sum, one) => sum + one.buffer.byteLength, 0));
  return { script_bytes: of('JSHeapUsedSize'), wasm_bytes: wasm, nodes: of('Nodes'), listeners: of('JSEventListeners') };
}
