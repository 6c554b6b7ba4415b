import { deepStrictEqual } from "node:assert";

/** What was asked for; an answer without it ends the round. */
export function told<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("this was not answered");
  return value;
}

export const equal: <T>(seen: T, expected: T) => void = deepStrictEqual;
