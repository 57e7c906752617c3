import { isAbsolute } from 'node:path';
import { requireOption } from '../../util/options.js';

/** Number format of the weights; it chooses the file (`model_fp16.onnx`, `model_quantized.onnx`, ...). */
export type ModelPrecision = 'fp32' | 'fp16' | 'q8' | 'int8' | 'uint8' | 'q4' | 'q4f16' | 'bnb4';

/** The suffixes under which the Hub's ONNX exports keep their precisions. */
export const PRECISION_SUFFIX: Readonly<Record<ModelPrecision, string>> = Object.freeze({
  fp32: '',
  fp16: '_fp16',
  q8: '_quantized',
  int8: '_int8',
  uint8: '_uint8',
  q4: '_q4',
  q4f16: '_q4f16',
  bnb4: '_bnb4',
});

/** Where a model comes from and how it is run: shared by the text and the image encoder. */
export interface ModelOptions {
  /** Id on the Hugging Face Hub (`organisation/name`), or a folder that begins with `./`, `../` or `/`. */
  readonly model: string;
  /**
   * Branch, tag or commit on the Hub. The commit that a branch or tag stands for is asked for once and recorded in
   * the cache; from then on it is that commit, until `prefetch({ update: true })` asks again. @default 'main'
   */
  readonly revision: string;
  /** Which file of the export, by precision of its weights. @default 'fp32' */
  readonly dtype: ModelPrecision;
  /**
   * Name of the graph without the suffix of its precision, looked for below `onnx/` and at the root: `text_model` and
   * `vision_model` are the towers of CLIP. With `.onnx` at its end it is the exact path. @default 'model'
   */
  readonly modelFile: string;
  /** A folder with the model's files (or with `<model>/` in it). Nothing is then downloaded. @default null */
  readonly localModelPath: string | null;
  /**
   * Where downloads are kept, in the layout of Python's `huggingface_hub`, which is read and written; a folder filled
   * by transformers.js is read. @default `$HF_HUB_CACHE`, else `$HF_HOME/hub`, else `~/.cache/huggingface/hub` (`$XDG_CACHE_HOME` for `~/.cache`)
   */
  readonly cacheDir: string | null;
  /** Never touch the network. `HF_HUB_OFFLINE=1` in the environment does the same. @default false */
  readonly offline: boolean;
  /** Name of the graph's output to use. */
  readonly output: string | null;
  /** Width that the vectors must have; another raises `MODEL_OUTPUT`. */
  readonly dimensions: number | null;
  /** Scale every vector to length 1, as CLIP's similarity expects. @default false */
  readonly normalize: boolean;
  /** How many inputs the library hands over at once. Vectors do not depend on it. */
  readonly batchSize: number;
  /** Threads within one operation; `null` takes one per core that the process may use, shared out among `workers`. @default null */
  readonly threads: number | null;
  /**
   * How many threads of their own to compute in, each with the whole model; 0 computes in the thread that calls. onnxruntime
   * blocks that thread for as long as a run takes: with 1 or more the event loop stays free. @default 0
   */
  readonly workers: number;
}

/** The defaults that both encoders share. */
export const MODEL_DEFAULTS = Object.freeze({
  revision: 'main',
  dtype: 'fp32',
  modelFile: 'model',
  localModelPath: null,
  cacheDir: null,
  offline: false,
  dimensions: null,
  normalize: false,
  threads: null,
  workers: 0,
} as const satisfies Partial<ModelOptions>);

const HUB_ID = /^\w[\w.-]*(\/\w[\w.-]*)?$/;
const REVISION = /^\w[\w./-]*$/;
const MODEL_FILE = /^\w[\w./-]*$/;

/** `./folder`, `../folder` and absolute paths are folders; everything else is a Hub id. */
export function isFolder(model: string): boolean {
  return model.startsWith('.') || isAbsolute(model);
}

/** Raises `INVALID_OPTIONS` for values that can never work, before anything is looked for. */
export function checkModelOptions(owner: string, options: ModelOptions): void {
  const { model, revision, modelFile, dtype, dimensions, batchSize, threads, workers } = options;
  const free = (name: string) => !name.includes('..');
  requireOption(
    isFolder(model) || (HUB_ID.test(model) && free(model)),
    owner,
    `model must be a Hub id ("organisation/name") or a folder that begins with "./", "../" or "/"; got "${model}".`,
  );
  requireOption(
    !(isFolder(model) && options.localModelPath !== null),
    owner,
    `model is the folder "${model}" and localModelPath is "${options.localModelPath}"; give one of the two.`,
  );
  requireOption(
    REVISION.test(revision) && free(revision),
    owner,
    `revision must be a branch, tag or commit; got "${revision}".`,
  );
  requireOption(
    MODEL_FILE.test(modelFile) && free(modelFile),
    owner,
    `modelFile must be a file name inside the model's folder, such as "model" or "vision_model"; got "${modelFile}".`,
  );
  requireOption(
    Object.hasOwn(PRECISION_SUFFIX, dtype),
    owner,
    `dtype must be one of ${Object.keys(PRECISION_SUFFIX).join(', ')}; got "${dtype}".`,
  );
  requireOption(
    Number.isInteger(workers) && workers >= 0,
    owner,
    `workers must be an integer of at least 0; got ${workers}.`,
  );
  for (const [name, value] of Object.entries({ dimensions, threads, batchSize })) {
    requireOption(
      value === null || (Number.isInteger(value) && value > 0),
      owner,
      `${name} must be a positive integer; got ${value}.`,
    );
  }
}
