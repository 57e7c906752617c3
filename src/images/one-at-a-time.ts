let last: Promise<unknown> = Promise.resolve();

/** Runs tasks that need much memory one after another; one that fails does not hold up the next. */
export function oneAtATime<Result>(task: () => Promise<Result>): Promise<Result> {
  const result = last.then(task);
  last = result.catch(() => undefined);
  return result;
}
