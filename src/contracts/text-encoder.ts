import type { Encoder } from './encoder.js';

/**
 * Texts -> embedding matrix. The name also belongs to a global of the platform (which turns strings into UTF-8);
 * import it as a type: `import { type TextEncoder } from 'multimodal-recommender'`.
 */
export interface TextEncoder extends Encoder<string> {}
