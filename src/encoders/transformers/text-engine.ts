import type { EncoderLoadOptions } from '../../contracts/index.js';
import { throwIfAborted } from '../../util/abort.js';
import type { ModelFiles } from '../hub/model-files.js';
import type { EncoderEngine } from './engine.js';
import { FILLED_TEXT_FAMILIES, modelType } from './families.js';
import { vectorFingerprint } from './fingerprint.js';
import type { EncoderKind } from './model-encoder.js';
import { type OpenModelSteps, openModel } from './open-model.js';
import { normalizeRow, type Pooling, pool } from './pooling.js';
import { readSentencePooling } from './sentence-pooling.js';
import { checkTextInputs, textFeeds, tokenLimit } from './text-feeds.js';
import type { ResolvedTextEncoderOptions, TextEncoderPlan } from './text-options.js';
import { planRuns } from './text-runs.js';
import { openTokenizer, type TextTokenizer } from './text-tokenizer.js';

/** How encoders of texts open their models. */
export const TEXT_KIND: EncoderKind<string, ResolvedTextEncoderOptions, TextEncoderPlan> = {
  kind: 'text',
  open: openTextEngine,
  companion: openCompanion,
};

interface TextCompanion {
  readonly tokenizer: TextTokenizer;
  /** What the model's own files say; `null` where they say nothing or are not asked. */
  readonly pooling: Pooling | null;
  /** Texts are filled up to so many tokens; `null` where only to the longest of their run. */
  readonly paddedTokens: number | null;
}

async function openCompanion(
  owner: string,
  options: ResolvedTextEncoderOptions,
  files: ModelFiles,
  config: Readonly<Record<string, unknown>>,
): Promise<TextCompanion> {
  const tokenizer = await openTokenizer(owner, files, config);
  const pooling = options.pooling === null ? await readSentencePooling(owner, files) : null;
  const isFilledUp = FILLED_TEXT_FAMILIES.has(modelType(config)) && Number.isFinite(tokenizer.maxTokens);
  const paddedTokens = options.paddedTokens ?? (isFilledUp ? tokenizer.maxTokens : null);
  return { tokenizer, pooling, paddedTokens };
}

/** Opens a text model in this thread. Errors as in {@link openModel}. */
async function openTextEngine(
  owner: string,
  options: ResolvedTextEncoderOptions,
  load: EncoderLoadOptions,
): Promise<EncoderEngine<string, TextEncoderPlan>> {
  const steps: OpenModelSteps<TextCompanion> = {
    companion: (files, config) => openCompanion(owner, options, files, config),
    checkInputs: checkTextInputs,
    tryOut: (session, { tokenizer }) => {
      const ids = [tokenizer.encode('', tokenLimit(session.inputs, tokenizer.maxTokens))];
      return session.run(textFeeds(session.inputs, ids, tokenizer.paddingId));
    },
    pooling: ({ pooling }) => pooling,
  };
  const opened = await openModel(owner, 'text', options, steps, load);
  const { session, companion, choice, dimensions, pooling, hash } = opened;
  const { tokenizer, paddedTokens } = companion;
  const { model, dtype, normalize, tokensPerRun } = options;
  const maxTokens = tokenLimit(session.inputs, Math.min(options.maxTokens, tokenizer.maxTokens));
  const isMasked = session.inputs.some(({ name }) => name === 'attention_mask');
  const isSingle = opened.isScaledByRun || session.inputs.some(({ shape }) => shape[0] === 1);
  const padTo = (ids: readonly number[]) =>
    paddedTokens === null
      ? ids
      : [...ids, ...new Array<number>(paddedTokens - ids.length).fill(tokenizer.paddingId)];
  const limits = { tokens: tokensPerRun, texts: isSingle ? 1 : Number.POSITIVE_INFINITY, isMasked };
  const output = choice.tensor;
  return {
    plan: {
      model,
      revision: options.revision,
      commit: opened.commit,
      dtype,
      file: opened.file,
      output,
      isTapped: choice.isTapped,
      pooling,
      normalize,
      dimensions,
      maxTokens,
      paddedTokens,
      tokensPerRun: isSingle ? maxTokens : tokensPerRun,
      textsPerRun: isSingle ? 1 : null,
    },
    fingerprint: vectorFingerprint('text', {
      hash,
      tokenizer: tokenizer.hash,
      output,
      pooling,
      normalize,
      maxTokens,
      paddedTokens,
      dtype,
    }),
    encode: async (texts, abort) => {
      throwIfAborted(abort);
      const ids = texts.map((text) => padTo(tokenizer.encode(text, maxTokens)));
      const data = new Float32Array(texts.length * dimensions);
      const lengths = ids.map((row) => row.length);
      for (const run of planRuns(lengths, limits)) {
        throwIfAborted(abort);
        const rows = run.map((text) => ids[text]!);
        const result = await session.run(textFeeds(session.inputs, rows, tokenizer.paddingId));
        const vectors = pool(
          result,
          pooling,
          rows.map((row) => row.length),
        );
        run.forEach((text, index) => {
          if (normalize) normalizeRow(vectors[index]!);
          data.set(vectors[index]!, text * dimensions);
        });
      }
      return { data, rows: texts.length, dimensions };
    },
    release: () => session.release(),
  };
}
