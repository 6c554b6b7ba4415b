// The stops of Tab: what has the focus, and whether it is seen.

export const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
export const SIZES = [
  ['phone', PHONE],
  ['small screen', { viewport: { width: 768, height: 600 } }],
  ['1280 × 800', { viewport: { width: 1280, height: 800 } }],
  ['400 %', { viewport: { width: 320, height: 200 }, deviceScaleFactor: 4 }],
];

/** Runs in the page: what the focused element is, and what of it is not seen. */
export function focused() {
  const here = document.activeElement;
  if (here === document.body || here === document.documentElement) return { name: null };
  window.lastStop = here;
  const box = here.closest('.box') ?? here.closest('.segments > label') ?? here;
  const edges = box.getBoundingClientRect();
  const name = `${here.tagName} ${here.id || here.getAttribute('aria-label') || here.textContent.trim().slice(0, 40)}`;
  if (edges.width < 4 || edges.height < 4) return { name, hidden: 'has no size' };
  const link = here.classList.contains('row-link') ? here.closest('tr') : null;
  const why = (down) => {
    const [x, y] = [edges.left + edges.width / 2, edges.top + edges.height * down];
    if (y < 0 || y > innerHeight || x < 0 || x > innerWidth) return `is outside: ${Math.round(x)}, ${Math.round(y)}`;
    const seen = document.elementFromPoint(x, y);
    const is = box.contains(seen) || seen?.contains(box) || link?.contains(seen) || here.labels?.[0]?.contains(seen);
    return is ? null : `is below ${seen?.tagName}.${seen?.className}`;
  };
  // What is higher than the window can only be seen in part.
  const tall = edges.height > innerHeight;
  const found = (tall ? [0.1, 0.3, 0.5, 0.7, 0.9] : [0.5, 0.1, 0.9]).map(why);
  const hidden = tall && found.includes(null) ? null : found.find(Boolean);
  return hidden ? { name, hidden } : { name };
}

/** Runs in the page that has no focus any more: the stop that `key` should have come to, if it is not the end of the page. */
function missed(key) {
  const last = window.lastStop;
  if (!last?.isConnected) return 'nothing is left of it';
  const follows = key === 'Tab' ? Node.DOCUMENT_POSITION_FOLLOWING : Node.DOCUMENT_POSITION_PRECEDING;
  const sameGroup = (element) => element.type === 'radio' && last.type === 'radio' && element.name === last.name;
  const stops = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')].filter((element) => element.tabIndex >= 0
    && !element.disabled
    && !element.closest('[inert]')
    && element.checkVisibility({ visibilityProperty: true })
    && !sameGroup(element)
    && last.compareDocumentPosition(element) & follows
    && !last.contains(element));
  const next = stops.at(key === 'Tab' ? 0 : -1);
  return next ? `${next.tagName} ${next.id || next.getAttribute('aria-label') || next.textContent.trim().slice(0, 40)}` : null;
}

/** Goes through the page by Tab, there and back if not said otherwise, and asks of each stop whether it is seen. */
export async function walk(page, what, keys = ['Tab', 'Shift+Tab']) {
  const hidden = [];
  for (const key of keys) {
    let last = '';
    for (let stop = 0; stop < 150; stop += 1) {
      await page.keyboard.press(key);
      const { name, hidden: why } = await page.evaluate(focused);
      if (name === null) {
        const next = await page.evaluate(missed, key);
        if (next) hidden.push(`${what}, ${key}: ${last} lost the focus; there would be ${next}`);
        break;
      }
      if (why) hidden.push(`${what}, ${key}: ${name} ${why}, after ${last}`);
      last = name;
    }
  }
  return hidden;
}
