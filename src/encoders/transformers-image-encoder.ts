import type { EncodeOptions, ImageEncoder } from '../contracts/index.js';
import type { EmbeddingMatrix, JsonObject } from '../types.js';
import { throwIfAborted } from '../util/abort.js';
import { requireOption, resolveOptions } from '../util/options.js';
import { vectorFingerprint } from './transformers/fingerprint.js';
import { findOptional, readJson } from './transformers/graph-file.js';
import { checkImageInputs, imageFeeds, preparePicture } from './transformers/image-feeds.js';
import { LoadOnce } from './transformers/load-once.js';
import { checkModelOptions, MODEL_DEFAULTS, type ModelOptions } from './transformers/model-options.js';
import { type OpenModel, openModel } from './transformers/open-model.js';
import { normalizeRow, type Pooling, pool } from './transformers/pooling.js';
import {
  IMAGENET_PREPROCESSING,
  type ImagePreprocessing,
  type ImagePreprocessingOptions,
  resolvePreprocessing,
} from './transformers/preprocessing.js';
import { rowsPerRun } from './transformers/text-feeds.js';

/** Options of {@link TransformersImageEncoder}, with the defaults filled in. */
export interface ResolvedImageOptions extends ModelOptions {
  /**
   * Id on the Hugging Face Hub (`organisation/name`), or a folder that begins with `./`, `../` or `/`.
   * @default 'Qdrant/resnet50-onnx'
   */
  readonly model: string;
  /**
   * Name of the graph's output to use; `null` takes `pooler_output`, `image_embeds`, or an only output whose width is
   * declared by `dimensions`. Never logits, unless named. @default null
   */
  readonly output: string | null;
  /**
   * Width that the vectors must have; another raises `MODEL_OUTPUT`.
   * @default 2048 for the default model and output; for others whatever the model gives
   */
  readonly dimensions: number | null;
  /**
   * `none` takes an output that is one vector per image already, `mean` the mean over the places of a feature map or
   * over patches, `cls` the first token of a vision transformer. @default 'none'
   */
  readonly pooling: Pooling;
  /**
   * Settings that stand in for those of the model's `preprocessor_config.json`, or for ImageNet's where there is no
   * such file. @default {}
   */
  readonly preprocessing: ImagePreprocessingOptions;
}

/** Options of {@link TransformersImageEncoder}. */
export type TransformersImageEncoderOptions = {
  readonly [Key in keyof ResolvedImageOptions]?: ResolvedImageOptions[Key] | undefined;
};

/** Defaults of {@link TransformersImageEncoder}: ResNet50, average pooled. */
export const TRANSFORMERS_IMAGE_DEFAULTS: Readonly<ResolvedImageOptions> = Object.freeze({
  ...MODEL_DEFAULTS,
  model: 'Qdrant/resnet50-onnx',
  output: null,
  pooling: 'none',
  preprocessing: Object.freeze({}),
});

const DEFAULT_DIMENSIONS = 2048;

/** What a loaded {@link TransformersImageEncoder} does, with everything resolved. */
export interface ImageEncoderPlan {
  readonly model: string;
  readonly revision: string;
  readonly dtype: string;
  /** Absolute path of the ONNX file. */
  readonly file: string;
  readonly output: string;
  readonly pooling: Pooling;
  readonly normalize: boolean;
  readonly dimensions: number;
  readonly preprocessing: ImagePreprocessing;
  /** Images per run; 1 where a larger batch would change vectors. */
  readonly rowsPerRun: number;
}

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
  private readonly options: ResolvedImageOptions;
  private readonly loaded = new LoadOnce<OpenModel<ImagePreprocessing>>(this.name);

  constructor(options: TransformersImageEncoderOptions = {}) {
    this.options = resolveOptions(this.name, TRANSFORMERS_IMAGE_DEFAULTS, options);
    checkModelOptions(this.name, this.options);
    const { pooling, preprocessing } = this.options;
    requireOption(
      ['cls', 'mean', 'none'].includes(pooling),
      this.name,
      `pooling must be "cls", "mean" or "none"; got "${pooling}".`,
    );
    const stray = Object.keys(preprocessing).filter((key) => !Object.hasOwn(IMAGENET_PREPROCESSING, key));
    requireOption(
      stray.length === 0,
      this.name,
      `preprocessing has ${stray.join(', ')}; known are ${Object.keys(IMAGENET_PREPROCESSING).join(', ')}.`,
    );
    this.batchSize = this.options.batchSize;
  }

  get dimensions(): number {
    return this.expectedDimensions() ?? this.loaded.get().dimensions;
  }

  get fingerprint(): string {
    const { hash } = this.loaded.get();
    const { output, pooling, normalize, dtype, preprocessing } = this.describe();
    const steps = JSON.stringify(
      preprocessing,
      Object.keys({ ...preprocessing, width: 0, height: 0 }).sort(),
    );
    return vectorFingerprint(this.name, { hash, output, pooling, normalize, dtype, preprocessing: steps });
  }

  load({ signal }: EncodeOptions = {}): Promise<void> {
    return this.loaded.load(() => this.open(signal));
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
    const { graph, file, output, dimensions, companion: preprocessing } = this.loaded.get();
    const { model, revision, dtype, pooling, normalize, batchSize } = this.options;
    return {
      model,
      revision,
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
    return JSON.parse(JSON.stringify(this.options)) as JsonObject;
  }

  dispose(): Promise<void> {
    return this.loaded.dispose(({ graph }) => graph.release());
  }

  private expectedDimensions(): number | null {
    const { model, output, dimensions } = this.options;
    const isDefault =
      model === TRANSFORMERS_IMAGE_DEFAULTS.model && output === TRANSFORMERS_IMAGE_DEFAULTS.output;
    return dimensions ?? (isDefault ? DEFAULT_DIMENSIONS : null);
  }

  private open(signal: AbortSignal | undefined): Promise<OpenModel<ImagePreprocessing>> {
    const { pooling, preprocessing } = this.options;
    const demand = {
      preferred: ['pooler_output', 'image_embeds'],
      pooling,
      dimensions: this.expectedDimensions(),
    };
    return openModel(
      this.name,
      this.options,
      demand,
      {
        companion: async (files) => {
          const path = await findOptional(files, this.options, 'preprocessor_config.json');
          const settings = path === null ? null : await readJson(files, path);
          return resolvePreprocessing(this.name, settings, preprocessing);
        },
        checkInputs: (graph, file, plan) => checkImageInputs(this.name, file, graph, plan),
        tryOut: (graph, output, plan) => {
          const blank = new Float32Array(3 * plan.crop.width * plan.crop.height);
          return graph.run(imageFeeds(graph, [blank], plan), output);
        },
      },
      signal,
    );
  }
}
