/** The only file that picks built-ins: what is used when nothing is given, and what a saved model may name. */
import type {
  FusionStrategy,
  ImageEncoder,
  Ranker,
  RatingHead,
  TextEncoder,
  VectorIndex,
} from './contracts/index.js';
import { AdaptedEncoder } from './encoders/adapted-encoder.js';
import { ClipImageEncoder } from './encoders/clip-image-encoder.js';
import { ClipTextEncoder } from './encoders/clip-text-encoder.js';
import { ColorTextureImageEncoder } from './encoders/color-texture-image-encoder.js';
import { PrecomputedEncoder, type PrecomputedEncoderOptions } from './encoders/precomputed-encoder.js';
import { TabularEncoder } from './encoders/tabular-encoder.js';
import { TfidfTextEncoder } from './encoders/tfidf-text-encoder.js';
import { TransformersImageEncoder } from './encoders/transformers-image-encoder.js';
import { TransformersTextEncoder } from './encoders/transformers-text-encoder.js';
import { isRecommenderError } from './errors.js';
import { AttentionFusion } from './fusion/attention-fusion.js';
import { BilinearFusion } from './fusion/bilinear-fusion.js';
import { ConcatFusion } from './fusion/concat-fusion.js';
import { GatedFusion } from './fusion/gated-fusion.js';
import { WeightedSumFusion } from './fusion/weighted-sum-fusion.js';
import { MlpClassifierHead } from './heads/mlp-classifier-head.js';
import { MlpOrdinalHead } from './heads/mlp-ordinal-head.js';
import { MlpRegressionHead } from './heads/mlp-regression-head.js';
import type { SavedPlugin } from './persistence/manifest.js';
import { type PlugInFactories, type PlugIns, resolvePlugIn } from './persistence/plug-ins.js';
import { ContentKnnRanker } from './ranking/content-knn-ranker.js';
import { EaseRanker } from './ranking/ease-ranker.js';
import { ExactVectorIndex } from './ranking/exact-vector-index.js';
import { GraphFilterRanker } from './ranking/graph-filter-ranker.js';
import { HybridRanker } from './ranking/hybrid-ranker.js';
import { PopularityRanker } from './ranking/popularity-ranker.js';
import { VbprRanker } from './ranking/vbpr-ranker.js';
import type { RankerSupply } from './tasks/preference/ranker-supply.js';
import type { JsonValue } from './types.js';

/** DistilBERT, CLS token of at most 128 tokens: 768 dimensions. */
export const defaultTextEncoder = (): TextEncoder => new TransformersTextEncoder();
/** ResNet50, average pooled: 2,048 dimensions. */
export const defaultImageEncoder = (): ImageEncoder => new TransformersImageEncoder();
/** Modalities side by side: 2,816 dimensions with the default encoders. */
export const defaultFusion = (): FusionStrategy => new ConcatFusion();
/** Dense layers of 1,024, 512 and 128 units and a softmax over the ratings. */
export const defaultHead = (): RatingHead => new MlpClassifierHead();
/** Blends the others, as held-out interactions tell. */
export const defaultRanker = (): Ranker => new HybridRanker();
/** Every vector is looked at. */
export const defaultVectorIndex = (): VectorIndex => new ExactVectorIndex();

/** What a ranker is compared with in an evaluation, and how it is made again for one. */
export const RANKER_SUPPLY: RankerSupply = {
  baselines: () => [
    new PopularityRanker(),
    new ContentKnnRanker(),
    new GraphFilterRanker(),
    new EaseRanker(),
  ],
  copyOf: (ranker) => {
    const config = ranker.config?.();
    if (config === undefined) return undefined;
    try {
      return rebuiltRanker({ name: ranker.name, config: config as NonNullable<SavedPlugin['config']> });
    } catch (error) {
      // One of somebody else, or a hybrid of such.
      if (isRecommenderError(error, 'PLUGIN_MISMATCH')) return undefined;
      throw error;
    }
  },
};

type SavedPrecomputed = PrecomputedEncoderOptions<string | Uint8Array>;

/** How a saved model's built-ins are made again from the configuration that was saved with them. */
export const BUILT_INS: PlugInFactories = {
  textEncoder: {
    AdaptedEncoder: ({ inner, ...options }) => new AdaptedEncoder(rebuilt('textEncoder', inner), options),
    PrecomputedEncoder: (config) => new PrecomputedEncoder(config as unknown as SavedPrecomputed),
    ClipTextEncoder: (config) => new ClipTextEncoder(config),
    TransformersTextEncoder: (config) => new TransformersTextEncoder(config),
    TfidfTextEncoder: (config) => new TfidfTextEncoder(config),
  },
  imageEncoder: {
    AdaptedEncoder: ({ inner, ...options }) => new AdaptedEncoder(rebuilt('imageEncoder', inner), options),
    PrecomputedEncoder: (config) => new PrecomputedEncoder(config as unknown as SavedPrecomputed),
    ClipImageEncoder: (config) => new ClipImageEncoder(config),
    TransformersImageEncoder: (config) => new TransformersImageEncoder(config),
    ColorTextureImageEncoder: (config) => new ColorTextureImageEncoder(config),
  },
  recordEncoder: {
    TabularEncoder: (config) => new TabularEncoder(config),
  },
  fusion: {
    ConcatFusion: () => new ConcatFusion(),
    AttentionFusion: (config) => new AttentionFusion(config),
    BilinearFusion: (config) => new BilinearFusion(config),
    GatedFusion: (config) => new GatedFusion(config),
    WeightedSumFusion: (config) => new WeightedSumFusion(config),
  },
  head: {
    MlpClassifierHead: (config) => new MlpClassifierHead(config),
    MlpOrdinalHead: (config) => new MlpOrdinalHead(config),
    MlpRegressionHead: (config) => new MlpRegressionHead(config),
  },
  ranker: {
    PopularityRanker: () => new PopularityRanker(),
    ContentKnnRanker: (config) => new ContentKnnRanker(config),
    GraphFilterRanker: (config) => new GraphFilterRanker(config),
    EaseRanker: (config) => new EaseRanker(config),
    VbprRanker: (config) => new VbprRanker(config),
    HybridRanker: ({ candidates, ...options }) =>
      new HybridRanker({
        ...options,
        candidates: (candidates as unknown as readonly SavedPlugin[]).map(rebuiltRanker),
      }),
  },
};

function rebuiltRanker(saved: SavedPlugin): Ranker {
  return resolvePlugIn('ranker', saved, undefined, BUILT_INS);
}

/** The encoder inside another one, which must be built in too. */
function rebuilt<Role extends 'textEncoder' | 'imageEncoder'>(
  role: Role,
  saved: JsonValue | undefined,
): PlugIns[Role] {
  return resolvePlugIn(role, saved as unknown as SavedPlugin, undefined, BUILT_INS);
}
