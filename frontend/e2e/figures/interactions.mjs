// How long the browser itself says each interaction took, from the event to the next paint (Event Timing).

/** The browser tells of nothing shorter than two frames, and in steps of 8 ms. */
export const LEAST_MS = 16;

/** Listens in every page of this context from now on. */
export async function watch(context) {
  await context.addInitScript((least) => {
    const seen = new Map();
    globalThis.interactionsSeen = seen;
    const hear = (entry) => {
      if (!entry.interactionId || entry.duration <= (seen.get(entry.interactionId)?.ms ?? 0)) return;
      const target = entry.target?.textContent?.trim() || entry.target?.id || entry.target?.nodeName || '';
      seen.set(entry.interactionId, { ms: entry.duration, what: `${entry.name} ${target.slice(0, 40)}`.trim() });
    };
    new PerformanceObserver((list) => list.getEntries().forEach(hear)).observe({ type: 'event', durationThreshold: least, buffered: true });
  }, LEAST_MS);
}

/** What was seen since the page was loaded, and how many interactions there were with those too short to be told. */
export async function seen(page) {
  await settled(page);
  return page.evaluate(() => ({ told: [...globalThis.interactionsSeen.values()], count: performance.interactionCount }));
}

/** Starts counting anew. */
export async function forget(page) {
  await settled(page);
  await page.evaluate(() => globalThis.interactionsSeen.clear());
}

/** Lets the browser paint, and tell of what it painted. */
async function settled(page) {
  await page.evaluate(() => new Promise((resolve) => setTimeout(() => requestAnimationFrame(() => setTimeout(resolve, 50)), 100)));
}

/** The worst, but for each fifty interactions one may be worse. */
export function inp(told, count) {
  const worst = told.toSorted((one, other) => other.ms - one.ms);
  return worst[Math.min(Math.floor(count / 50), worst.length - 1)] ?? { ms: LEAST_MS, what: 'none was longer' };
}

export function percentile(numbers, percent) {
  const sorted = numbers.toSorted((one, other) => one - other);
  return sorted[Math.min(Math.floor((sorted.length * percent) / 100), sorted.length - 1)];
}
