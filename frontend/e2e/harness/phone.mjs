// The app on a phone: takes the picture on the screen, as a camera does, and shows codes.
import assert from 'node:assert/strict';
import jsQR from 'jsqr';
import * as OTPAuth from 'otpauth';
import { PNG } from 'pngjs';

const STEP_MS = 30_000;

/** Reads the QR code in a part of the page. */
export async function takePicture(part) {
  const { data, width, height } = PNG.sync.read(await part.screenshot());
  const seen = jsQR(new Uint8ClampedArray(data), width, height);
  assert.ok(seen, 'the camera sees no QR code');
  const totp = OTPAuth.URI.parse(seen.data);
  return {
    issuer: totp.issuer,
    label: totp.label,
    secret: totp.secret.base32,
    /** The code of now, or of so many half minutes later. */
    code: (later = 0) => totp.generate({ timestamp: Date.now() + later * STEP_MS }),
  };
}
