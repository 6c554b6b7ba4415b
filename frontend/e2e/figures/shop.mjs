// A shop with a few pages of everything, as one sees it on a working day.
import { Api, item } from '../harness/api.mjs';
import { startServer } from '../harness/server.mjs';

const JOBS = 120;
const WARES = ['Banner 3 × 2 ft', 'Melow label, gloss', 'Sticker, round 50 mm', 'Business cards', 'Programme A5'];
const NAMES = ['Adaeze & Sons', 'Loyal Prints', 'Ṣadé Bakery', 'Grace Chapel', 'Halima Stores', 'Zuma Water'];

/** The running server, its administrator `ada`, and a job of twenty rows. */
export async function openShop() {
  const server = await startServer({ LOG_LEVEL: 'warning' });
  const ada = await new Api(server.origin).setUp(await server.setupToken());
  await ada.person('tobi', 'staff');
  for (let number = 0; number < JOBS; number += 1) {
    const items = [0, 1, 2].map((place) => item(WARES[(number + place) % WARES.length], String(place + 1), 45_000 + 100 * number));
    await ada.job(NAMES[number % NAMES.length], items, { status: number % 3 ? 'done' : 'open', payment_method: number % 2 ? 'cash' : 'transfer' });
    const unit_cost = { amount_minor: 50_000 + number, currency: 'NGN' };
    await ada.call('POST', '/expenditures', { description: `Diesel ${number}`, quantity: '2', unit_cost });
  }
  const rows = Array.from({ length: 20 }, (_, row) => item(`${WARES[row % WARES.length]} ${row + 1}`, '2', 10_000 * (row + 1)));
  const long = await ada.job('Emeka Press', rows);
  return { server, ada, long };
}
