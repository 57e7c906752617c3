/**
 * Deals inputs to so many hands that all have about as much to do: the longest first, there and back again. The result
 * holds positions in `inputs`.
 */
export function deal(inputs: readonly { readonly length: number }[], hands: number): number[][] {
  const dealt = Array.from({ length: hands }, (): number[] => []);
  const longestFirst = [...inputs.keys()].sort(
    (one, other) => inputs[other]!.length - inputs[one]!.length || one - other,
  );
  for (const [turn, place] of longestFirst.entries()) {
    const round = Math.floor(turn / hands);
    const hand = turn % hands;
    dealt[round % 2 === 0 ? hand : hands - 1 - hand]!.push(place);
  }
  return dealt;
}
