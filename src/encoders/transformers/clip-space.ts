import type { ModelOptions } from './model-options.js';

/** The two towers of one checkpoint share a space. */
export function clipSpace({ model, revision }: Pick<ModelOptions, 'model' | 'revision'>): string {
  return `${model}@${revision}`;
}
