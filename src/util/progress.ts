/** Units per second since it was made; 0 until time has passed. */
export function rateMeter(): (done: number) => number {
  const start = performance.now();
  return (done) => {
    const seconds = (performance.now() - start) / 1000;
    return seconds > 0 ? done / seconds : 0;
  };
}
