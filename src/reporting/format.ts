import type { Interval } from '../evaluation/types.js';

/** A count with thousands separators, the same in every locale. */
export function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A share as a percentage with one decimal: `63.4 %`. */
export function percent(share: number): string {
  return `${oneDecimal(share)} %`;
}

/** A number with three decimals, or as many as asked for. */
export function decimal(value: number, digits = 3): string {
  return withoutNegativeZero(value.toFixed(digits));
}

/** `63.4 % [60.1, 66.5]` */
export function percentInterval({ value, low, high }: Interval): string {
  return `${percent(value)} [${oneDecimal(low)}, ${oneDecimal(high)}]`;
}

/** `0.512 [0.480, 0.547]` */
export function decimalInterval({ value, low, high }: Interval, digits = 3): string {
  return `${decimal(value, digits)} [${decimal(low, digits)}, ${decimal(high, digits)}]`;
}

/** A difference of shares in percentage points, with sign: `-3.2 [-5.1, -1.0]`. */
export function pointsInterval({ value, low, high }: Interval): string {
  return `${signed(oneDecimal(value))} [${signed(oneDecimal(low))}, ${signed(oneDecimal(high))}]`;
}

/** A difference with three decimals, or as many as asked for, and sign. */
export function signedInterval({ value, low, high }: Interval, digits = 3): string {
  const text = (part: number) => signed(decimal(part, digits));
  return `${text(value)} [${text(low)}, ${text(high)}]`;
}

/** A number as short as it can be without losing more than the seventh digit: learning rates, option values. */
export function short(value: number): string {
  return String(Number(value.toPrecision(7)));
}

/** Percentage as a bare number, `63.4`. */
export function oneDecimal(share: number): string {
  return withoutNegativeZero((share * 100).toFixed(1));
}

/** `95` for 0.95 */
export function confidenceLevel(confidence: number): string {
  return short(confidence * 100);
}

/**
 * Text from data made safe to show: control characters (a terminal would obey them), marks that reverse the reading
 * direction and halves of characters become U+FFFD.
 */
export function cleanText(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu, '\ufffd');
}

/** At most `length` characters, the last one an ellipsis when something was cut. */
export function truncate(text: string, length: number): string {
  const characters = [...text];
  return characters.length <= length
    ? text
    : `${characters
        .slice(0, length - 1)
        .join('')
        .trimEnd()}…`;
}

function signed(text: string): string {
  return text.startsWith('-') || Number(text) === 0 ? text : `+${text}`;
}

function withoutNegativeZero(text: string): string {
  return text.startsWith('-') && Number(text) === 0 ? text.slice(1) : text;
}
