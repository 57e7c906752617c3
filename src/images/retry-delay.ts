/** Wait before retry number `retry` (0 for the first): doubles each time, never above `maxMs`. */
export function backoffDelay(retry: number, firstMs: number, maxMs: number): number {
  return Math.min(firstMs * 2 ** retry, maxMs);
}

/**
 * `Retry-After` in milliseconds: whole seconds or an HTTP date (RFC 9110, section 10.2.3). Undefined when absent or
 * unintelligible; 0 for a date that has passed.
 */
export function parseRetryAfter(value: string | undefined, now: number): number | undefined {
  const text = value?.trim() ?? '';
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  // Dates name a weekday or month; without letters Date.parse would take "-1" or "1.5" for a date.
  if (!/[a-z]/i.test(text)) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : Math.max(0, time - now);
}
