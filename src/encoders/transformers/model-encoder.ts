import type {
  EncodeOptions,
  Encoder,
  EncoderLoadOptions,
  PrefetchedModel,
  PrefetchOptions,
} from '../../contracts/index.js';
import type { EmbeddingMatrix, JsonObject } from '../../types.js';
import type { ModelFiles } from '../hub/model-files.js';
import { openInWorkers } from '../worker/worker-engine.js';
import type { EncoderEngine, EnginePlan } from './engine.js';
import { LoadOnce } from './load-once.js';
import type { ModelOptions } from './model-options.js';
import { pinnedOptions, prefetchModel } from './prefetch-model.js';

/** What differs between encoders of texts and of images. */
export interface EncoderKind<Input, Options, Plan> {
  readonly kind: 'text' | 'image';
  /** Opens the model in this thread. */
  open(owner: string, options: Options, load: EncoderLoadOptions): Promise<EncoderEngine<Input, Plan>>;
  /** Finds or fetches what belongs to the model besides the graph. */
  companion(
    owner: string,
    options: Options,
    files: ModelFiles,
    config: Readonly<Record<string, unknown>>,
  ): Promise<unknown>;
}

/** What encoders on pretrained ONNX models share. The constructor only stores the options. */
export abstract class ModelEncoder<Input, Options extends ModelOptions, Plan extends EnginePlan>
  implements Encoder<Input>
{
  readonly specVersion = 1;
  readonly batchSize: number;
  private readonly loaded: LoadOnce<EncoderEngine<Input, Plan>>;

  protected constructor(
    readonly name: string,
    private readonly options: Options,
    private readonly kind: EncoderKind<Input, Options, Plan>,
  ) {
    this.batchSize = options.batchSize;
    this.loaded = new LoadOnce(name);
  }

  get dimensions(): number {
    return this.options.dimensions ?? this.loaded.get().plan.dimensions;
  }

  get fingerprint(): string {
    return this.loaded.get().fingerprint;
  }

  async load(options: EncoderLoadOptions = {}): Promise<void> {
    if (this.loaded.peek()?.isLost?.()) await this.dispose();
    return this.loaded.load(async () => {
      if (this.options.workers === 0) return this.kind.open(this.name, this.options, options);
      // Downloads stay here, where their progress and abort are; the threads then find everything on disk.
      await this.prefetch(options);
      return openInWorkers<Input, Plan>(this.kind.kind, this.name, this.options, options.signal);
    });
  }

  /** Fetches and checks all files that `load` needs. Raises `MODEL_NOT_FOUND`, `INVALID_OPTIONS` or `ABORTED`. */
  prefetch(options: PrefetchOptions = {}): Promise<PrefetchedModel> {
    const companion = (files: ModelFiles, config: Readonly<Record<string, unknown>>) =>
      this.kind.companion(this.name, this.options, files, config);
    return prefetchModel(this.name, this.options, companion, options);
  }

  encode(inputs: readonly Input[], { signal }: EncodeOptions = {}): Promise<EmbeddingMatrix> {
    return this.loaded.use((engine) => engine.encode(inputs, signal));
  }

  /** The resolved plan of a loaded encoder, for reports and for finding out why vectors differ. */
  describe(): Plan {
    return this.loaded.get().plan;
  }

  config(): JsonObject {
    return JSON.parse(
      JSON.stringify(pinnedOptions(this.options, this.loaded.peek()?.plan.commit)),
    ) as JsonObject;
  }

  dispose(): Promise<void> {
    return this.loaded.dispose((engine) => engine.release());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }
}
