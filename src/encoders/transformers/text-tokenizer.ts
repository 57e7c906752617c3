import { dirname } from 'node:path';
import { RecommenderError } from '../../errors.js';
import type { ModelFiles } from '../hub/model-files.js';
import { hashFiles, readJson } from './graph-file.js';
import { loadTransformers } from './runtime.js';

/** Texts -> token ids, special tokens included. */
export interface TextTokenizer {
  /** How many tokens the model takes at most, as far as its files say. */
  readonly maxTokens: number;
  /** Fills shorter texts up; masked out. */
  readonly paddingId: number;
  /** SHA-256 of the files it was made from. */
  readonly hash: string;
  /** At most `limit` ids. */
  encode(text: string, limit: number): readonly number[];
}

/** The part of a tokenizer of transformers.js that is used. */
interface Encoding {
  encode(text: string, options?: { add_special_tokens?: boolean }): number[];
}

/** Finds or fetches `tokenizer.json` and `tokenizer_config.json` and builds the tokenizer. */
export async function openTokenizer(
  owner: string,
  files: ModelFiles,
  config: Readonly<Record<string, unknown>>,
): Promise<TextTokenizer> {
  const vocabulary = await files.require(['tokenizer.json']);
  const settings = await files.require(['tokenizer_config.json']);
  await readJson(files, vocabulary);
  await readJson(files, settings);
  const { AutoTokenizer } = await loadTransformers();
  const tokenizer = await AutoTokenizer.from_pretrained(dirname(vocabulary), {
    local_files_only: true,
  }).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new RecommenderError(
      'MODEL_NOT_FOUND',
      `${owner}: "${vocabulary}" is not a usable tokenizer (${reason}).`,
      {
        cause,
        data: { files: [vocabulary, settings] },
      },
    );
  });
  return {
    maxTokens: Math.min(
      ...positions(tokenizer.model_max_length),
      ...positions(config.max_position_embeddings),
    ),
    paddingId: tokenizer.pad_token_id ?? 0,
    hash: await hashFiles([vocabulary, settings]),
    encode: (text, limit) => encodeWithin(tokenizer, text, limit),
  };
}

function positions(value: unknown): number[] {
  return typeof value === 'number' && value > 0 ? [value] : [];
}

/**
 * Cuts a long text in the middle of its template, as the Python tokenizers do: `[CLS] a b c [SEP]` stays
 * closed by `[SEP]`. (transformers.js cuts the end off, special token included, and CLIP reads its vector there.)
 */
export function encodeWithin(tokenizer: Encoding, text: string, limit: number): readonly number[] {
  const whole = tokenizer.encode(text);
  if (whole.length <= limit) return whole;
  const content = tokenizer.encode(text, { add_special_tokens: false });
  const specials = whole.length - content.length;
  const before = Math.max(0, prefixLength(whole, content));
  const after = whole.slice(before + content.length);
  return [...whole.slice(0, before), ...content.slice(0, Math.max(0, limit - specials)), ...after].slice(
    0,
    limit,
  );
}

function prefixLength(whole: readonly number[], content: readonly number[]): number {
  for (let start = 0; start <= whole.length - content.length; start++) {
    if (content.every((id, index) => whole[start + index] === id)) return start;
  }
  return -1;
}
