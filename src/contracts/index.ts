export type * from './adapting-encoder.js';
export type * from './data-source.js';
export type * from './encoder.js';
export type * from './fusion-strategy.js';
export type * from './image-encoder.js';
export type * from './rating-head.js';
export type * from './text-encoder.js';
