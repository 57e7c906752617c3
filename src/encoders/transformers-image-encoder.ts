import type {
  EncodeOptions,
  EncoderLoadOptions,
  ImageEncoder,
  PrefetchedModel,
  PrefetchOptions,
} from '../contracts/index.js';
import type { EmbeddingMatrix, JsonObject } from '../types.js';
import { throwIfAborted } from '../util/abort.js';
import type { ModelFiles } from './hub/model-files.js';
import { vectorFingerprint } from './transformers/fingerprint.js';
import { findOptional, readJson } from './transformers/graph-file.js';
import { checkImageInputs, imageFeeds, preparePicture } from './transformers/image-feeds.js';
import {
  expectedImageDimensions,
  type ImageEncoderPlan,
  type ResolvedImageEncoderOptions,
  resolveImageOptions,
  type TransformersImageEncoderOptions,
} from './transformers/image-options.js';
import { LoadOnce } from './transformers/load-once.js';
import { type OpenModel, openModel } from './transformers/open-model.js';
import { normalizeRow, pool } from './transformers/pooling.js';
import { pinnedOptions, prefetchModel } from './transformers/prefetch-model.js';
import { resolvePreprocessing } from './transformers/preprocessing.js';
import type { ImagePreprocessing } from './transformers/preprocessing-options.js';
import { rowsPerRun } from './transformers/text-feeds.js';

export { TRANSFORMERS_IMAGE_DEFAULTS } from './transformers/image-options.js';
export type { ImageEncoderPlan, TransformersImageEncoderOptions };

/**
 * Images -> vectors by a pretrained vision model in ONNX format, on the CPU: `[images, dimensions]`, 2,048 dimensions
 * by default. Pictures are resized, cropped and normalised as the model's own files say. The constructor only stores
 * its options; `load` finds or downloads the model and checks that its graph gives what was asked for.
 *
 * Raises `MODEL_NOT_FOUND` when a file cannot be had, `MODEL_OUTPUT` when the graph gives something else than
 * expected (a classifier gives logits), `IMAGE_UNREADABLE`, `NOT_FITTED` before `load`, `INVALID_OPTIONS`, `ABORTED`.
 *
 * @example new TransformersImageEncoder({ model: 'Xenova/clip-vit-base-patch32', modelFile: 'vision_model' })
 */
export class TransformersImageEncoder implements ImageEncoder {
  readonly specVersion = 1;
  readonly name = 'TransformersImageEncoder';
  readonly batchSize: number;
  private readonly options: ResolvedImageEncoderOptions;
  private readonly loaded = new LoadOnce<OpenModel<ImagePreprocessing>>(this.name);

  constructor(options: TransformersImageEncoderOptions = {}) {
    this.options = resolveImageOptions(this.name, options);
    this.batchSize = this.options.batchSize;
  }

  get dimensions(): number {
    return expectedImageDimensions(this.options) ?? this.loaded.get().dimensions;
  }

  get fingerprint(): string {
    const { hash } = this.loaded.get();
    const { output, pooling, normalize, dtype, preprocessing } = this.describe();
    return vectorFingerprint(this.name, { hash, output, pooling, normalize, dtype, preprocessing });
  }

  load(options: EncoderLoadOptions = {}): Promise<void> {
    return this.loaded.load(() => this.open(options));
  }

  /** Fetches and checks all files that `load` needs. Raises `MODEL_NOT_FOUND`, `INVALID_OPTIONS` or `ABORTED`. */
  prefetch(options: PrefetchOptions = {}): Promise<PrefetchedModel> {
    return prefetchModel(this.name, this.options, this.companion, options);
  }

  async encode(images: readonly Uint8Array[], { signal }: EncodeOptions = {}): Promise<EmbeddingMatrix> {
    const { graph, companion: plan, output, dimensions } = this.loaded.get();
    const { pooling, normalize, rowsPerRun: step } = this.describe();
    throwIfAborted(signal);
    const data = new Float32Array(images.length * dimensions);
    for (let start = 0; start < images.length; start += step) {
      const pictures = await Promise.all(
        images.slice(start, start + step).map((bytes) => preparePicture(bytes, plan)),
      );
      throwIfAborted(signal);
      const vectors = pool(await graph.run(imageFeeds(graph, pictures, plan), output), pooling);
      vectors.forEach((vector, index) => {
        if (normalize) normalizeRow(vector);
        data.set(vector, (start + index) * dimensions);
      });
    }
    return { data, rows: images.length, dimensions };
  }

  /** The resolved plan of a loaded encoder, for reports and for finding out why vectors differ. */
  describe(): ImageEncoderPlan {
    const { graph, file, commit, output, dimensions, companion: preprocessing } = this.loaded.get();
    const { model, revision, dtype, pooling, normalize, batchSize } = this.options;
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
      preprocessing,
      rowsPerRun: rowsPerRun(graph, dtype, batchSize),
    };
  }

  config(): JsonObject {
    return JSON.parse(JSON.stringify(pinnedOptions(this.options, this.loaded.peek()?.commit))) as JsonObject;
  }

  dispose(): Promise<void> {
    return this.loaded.dispose(({ graph }) => graph.release());
  }

  private readonly companion = async (files: ModelFiles): Promise<ImagePreprocessing> => {
    const path = await findOptional(files, this.options, 'preprocessor_config.json');
    const settings = path === null ? null : await readJson(files, path);
    return resolvePreprocessing(this.name, settings, this.options.preprocessing);
  };

  private open(options: EncoderLoadOptions): Promise<OpenModel<ImagePreprocessing>> {
    const { pooling } = this.options;
    const demand = {
      preferred: ['pooler_output', 'image_embeds'],
      pooling,
      dimensions: expectedImageDimensions(this.options),
    };
    return openModel(
      this.name,
      this.options,
      demand,
      {
        companion: this.companion,
        checkInputs: (graph, file, plan) => checkImageInputs(this.name, file, graph, plan),
        tryOut: (graph, output, plan) => {
          const blank = new Float32Array(3 * plan.crop.width * plan.crop.height);
          return graph.run(imageFeeds(graph, [blank], plan), output);
        },
      },
      options,
    );
  }
}
