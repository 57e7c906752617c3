/** Moves an average towards the value of a step, in the order in which tfjs and Keras compute it. */
export function follow(average: Float32Array, value: Float32Array, momentum: number): void {
  for (let i = 0; i < average.length; i++) average[i]! -= (average[i]! - value[i]!) * (1 - momentum);
}
