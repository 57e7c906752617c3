/**
 * For people who write plug-ins: conformance suites for every contract, fakes, and a tiny dataset.
 *
 * @packageDocumentation
 */

// Suites
export {
  type ConformanceCheck,
  ConformanceError,
  type ConformanceFinding,
  type ConformanceReport,
  type ConformanceResult,
  runConformance,
} from './conformance.js';
export { type DataSourceConformanceOptions, dataSourceConformance } from './data-source-conformance.js';
export type { EncoderConformanceOptions } from './encoder-suite.js';
export { estimatorHeadConformance } from './estimator-head-conformance.js';
// Fakes and data
export { FakeImageEncoder } from './fakes/fake-image-encoder.js';
export { FakeTextEncoder, type FakeTextEncoderOptions } from './fakes/fake-text-encoder.js';
export { type TinyDataset, type TinyDatasetOptions, tinyDataset } from './fakes/tiny-dataset.js';
export {
  type TinyInteractions,
  type TinyInteractionsOptions,
  tinyInteractions,
} from './fakes/tiny-interactions.js';
export { SHOP_THINGS, type TinyShop, type TinyShopOptions, tinyShop } from './fakes/tiny-shop.js';
export { fusionStrategyConformance } from './fusion-strategy-conformance.js';
export { graphHeadConformance } from './graph-head-conformance.js';
export { imageEncoderConformance } from './image-encoder-conformance.js';
export { encodePng, type PngChannels } from './png.js';
export { rankerConformance } from './ranker-conformance.js';
export type { RankerConformanceOptions } from './ranker-suite.js';
export { ratingHeadConformance } from './rating-head-conformance.js';
export { recordEncoderConformance } from './record-encoder-conformance.js';
export { textEncoderConformance } from './text-encoder-conformance.js';
export { type VectorIndexConformanceOptions, vectorIndexConformance } from './vector-index-conformance.js';
