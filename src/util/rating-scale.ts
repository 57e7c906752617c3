import type { RatingScale } from '../types.js';

/** One to five stars. */
export const STARS: RatingScale = Object.freeze({ min: 1, max: 5, step: 1 });

/** How many ratings the scale has. */
export function classCount(scale: RatingScale): number {
  return Math.round((scale.max - scale.min) / scale.step) + 1;
}

/** All ratings of the scale in ascending order. */
export function scaleRatings(scale: RatingScale): number[] {
  return Array.from({ length: classCount(scale) }, (_, index) => classToRating(scale, index));
}

/** Position of a rating on the scale, or -1 when it is not a number, outside the scale or between two steps. */
export function ratingToClass(scale: RatingScale, rating: number): number {
  const position = (rating - scale.min) / scale.step;
  const index = Math.round(position);
  const onScale = Math.abs(position - index) < 1e-6 && index >= 0 && index < classCount(scale);
  return onScale ? index : -1;
}

/** The rating at a position of the scale. */
export function classToRating(scale: RatingScale, index: number): number {
  return scale.min + index * scale.step;
}
