import type { Item } from '../../types.js';

/**
 * What can be read of an item before anybody has reviewed it, the most telling first, since encoders cut long texts:
 * title, categories, features, description, one line each. Empty when it has none of them.
 */
export function itemText({ title, categories, features, description }: Item): string {
  return [title, categories?.join(', '), features?.join('. '), description].filter(Boolean).join('\n');
}
