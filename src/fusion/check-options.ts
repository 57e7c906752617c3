import { requireOption } from '../util/options.js';

/** Raises `INVALID_OPTIONS` unless all of these sizes are whole numbers from 1. */
export function requireWhole(owner: string, sizes: Readonly<Record<string, number>>): void {
  for (const [name, size] of Object.entries(sizes)) {
    const message = `${name} must be a whole number from 1, not ${size}.`;
    requireOption(Number.isInteger(size) && size >= 1, owner, message);
  }
}
