// The API as a journey's stage hand: makes people and records that the journey is not about.
import { PASSWORD } from './server.mjs';

export class Api {
  constructor(origin, token) {
    this.origin = origin;
    this.token = token;
  }

  async call(method, path, body, headers = {}) {
    const answer = await fetch(`${this.origin}/api/v1${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.token ? { authorization: `Bearer ${this.token}` } : {}),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text ? JSON.parse(text) : null;
  }

  /** Signs in as one who exists. */
  async as(username) {
    const session = await this.call('POST', '/auth/sign-in', { username, password: PASSWORD });
    return new Api(this.origin, session.access_token);
  }

  /** A shop with one admin, `ada`. */
  async setUp(token) {
    await this.call('POST', '/setup', {
      token, username: 'ada', email: 'ada@example.com', password: PASSWORD,
      shop_name: 'Kingsway Labels', currency: 'NGN', time_zone: 'Africa/Lagos',
    });
    return this.as('ada');
  }

  /** A user with an own password. */
  async person(username, role) {
    const made = await this.call('POST', '/users', { username, email: `${username}@example.com`, role });
    await new Api(this.origin).call('POST', '/auth/activate', { code: made.activation_code, password: PASSWORD });
  }

  job(customer_name, items, more = {}) {
    return this.call('POST', '/jobs', { customer_name, items, ...more });
  }
}

export function item(description, quantity, amount_minor) {
  return { description, quantity, unit_price: { amount_minor, currency: 'NGN' } };
}
