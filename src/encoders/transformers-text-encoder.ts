import type {
  EncodeOptions,
  EncoderLoadOptions,
  PrefetchedModel,
  PrefetchOptions,
  TextEncoder,
} from '../contracts/index.js';
import type { EmbeddingMatrix, JsonObject } from '../types.js';
import { throwIfAborted } from '../util/abort.js';
import type { ModelFiles } from './hub/model-files.js';
import { vectorFingerprint } from './transformers/fingerprint.js';
import { LoadOnce } from './transformers/load-once.js';
import { type OpenModel, openModel } from './transformers/open-model.js';
import { normalizeRow, pool } from './transformers/pooling.js';
import { pinnedOptions, prefetchModel } from './transformers/prefetch-model.js';
import { checkTextInputs, groupRows, rowsPerRun, textFeeds, tokenLimit } from './transformers/text-feeds.js';
import {
  expectedTextDimensions,
  type ResolvedTextEncoderOptions,
  resolveTextOptions,
  type TextEncoderPlan,
  type TransformersTextEncoderOptions,
} from './transformers/text-options.js';
import { openTokenizer, type TextTokenizer } from './transformers/text-tokenizer.js';

export { TRANSFORMERS_TEXT_DEFAULTS } from './transformers/text-options.js';
export type { TextEncoderPlan, TransformersTextEncoderOptions };

/**
 * Texts -> vectors by a pretrained transformer in ONNX format, on the CPU: `[texts, dimensions]`, 768 dimensions by
 * default. A text has the same vector alone and in any batch. The constructor only stores its options; `load` finds
 * or downloads the model and checks that its graph gives what was asked for.
 *
 * Raises `MODEL_NOT_FOUND` when a file cannot be had, `MODEL_OUTPUT` when the graph gives something else than
 * expected (a fill-mask export gives logits), `NOT_FITTED` before `load`, `INVALID_OPTIONS`, `ABORTED`.
 *
 * @example new TransformersTextEncoder({ model: './models/my-distilbert', pooling: 'mean' })
 */
export class TransformersTextEncoder implements TextEncoder {
  readonly specVersion = 1;
  readonly name = 'TransformersTextEncoder';
  readonly batchSize: number;
  private readonly options: ResolvedTextEncoderOptions;
  private readonly loaded = new LoadOnce<OpenModel<TextTokenizer>>(this.name);

  constructor(options: TransformersTextEncoderOptions = {}) {
    this.options = resolveTextOptions(this.name, options);
    this.batchSize = this.options.batchSize;
  }

  get dimensions(): number {
    return expectedTextDimensions(this.options) ?? this.loaded.get().dimensions;
  }

  get fingerprint(): string {
    const { hash, companion } = this.loaded.get();
    const { output, pooling, normalize, maxTokens, dtype } = this.describe();
    return vectorFingerprint(this.name, {
      hash,
      tokenizer: companion.hash,
      output,
      pooling,
      normalize,
      maxTokens,
      dtype,
    });
  }

  load(options: EncoderLoadOptions = {}): Promise<void> {
    return this.loaded.load(() => this.open(options));
  }

  /** Fetches and checks all files that `load` needs. Raises `MODEL_NOT_FOUND`, `INVALID_OPTIONS` or `ABORTED`. */
  prefetch(options: PrefetchOptions = {}): Promise<PrefetchedModel> {
    return prefetchModel(this.name, this.options, this.companion, options);
  }

  async encode(texts: readonly string[], { signal }: EncodeOptions = {}): Promise<EmbeddingMatrix> {
    const { graph, companion: tokenizer, output, dimensions } = this.loaded.get();
    const { maxTokens, pooling, normalize, rowsPerRun: maxRows } = this.describe();
    throwIfAborted(signal);
    const ids = texts.map((text) => tokenizer.encode(text, maxTokens));
    const data = new Float32Array(texts.length * dimensions);
    const isMasked = graph.inputs.some(({ name }) => name === 'attention_mask');
    const lengths = ids.map((row) => row.length);
    for (const rows of groupRows(lengths, { maxRows, isMasked })) {
      throwIfAborted(signal);
      const group = rows.map((row) => ids[row]!);
      const result = await graph.run(textFeeds(graph.inputs, group, tokenizer.paddingId), output);
      const vectors = pool(
        result,
        pooling,
        group.map((row) => row.length),
      );
      rows.forEach((row, index) => {
        if (normalize) normalizeRow(vectors[index]!);
        data.set(vectors[index]!, row * dimensions);
      });
    }
    return { data, rows: texts.length, dimensions };
  }

  /** The resolved plan of a loaded encoder, for reports and for finding out why vectors differ. */
  describe(): TextEncoderPlan {
    const { graph, file, commit, output, dimensions, companion } = this.loaded.get();
    const { model, revision, dtype, pooling, normalize, maxTokens, batchSize } = this.options;
    return {
      model,
      revision,
      commit,
      dtype,
      file,
      output,
      pooling,
      normalize,
      dimensions,
      maxTokens: tokenLimit(graph.inputs, Math.min(maxTokens, companion.maxTokens)),
      rowsPerRun: rowsPerRun(graph, dtype, batchSize),
    };
  }

  config(): JsonObject {
    return { ...pinnedOptions(this.options, this.loaded.peek()?.commit) };
  }

  dispose(): Promise<void> {
    return this.loaded.dispose(({ graph }) => graph.release());
  }

  private readonly companion = (files: ModelFiles, config: Readonly<Record<string, unknown>>) =>
    openTokenizer(this.name, files, config);

  private open(options: EncoderLoadOptions): Promise<OpenModel<TextTokenizer>> {
    const { pooling } = this.options;
    const demand = { preferred: [], pooling, dimensions: expectedTextDimensions(this.options) };
    return openModel(
      this.name,
      this.options,
      demand,
      {
        companion: this.companion,
        checkInputs: (graph, file) => checkTextInputs(this.name, file, graph),
        tryOut: (graph, output, tokenizer) => {
          const ids = [tokenizer.encode('', tokenLimit(graph.inputs, tokenizer.maxTokens))];
          return graph.run(textFeeds(graph.inputs, ids, tokenizer.paddingId), output);
        },
      },
      options,
    );
  }
}
