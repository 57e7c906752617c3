import { normaliseText, type ReadText } from './passages.js';
import { type Reading, readingOf, SharedTexts } from './readings.js';
import { TargetTextCheck } from './target-text.js';
import { TestTextCheck } from './test-text.js';
import type { LeakFinding, LeakGuardInput, LeakGuardText } from './types.js';

/** So many characters of inputs are kept in normalised form, since the rows of an item mostly read the same. */
const REMEMBERED_CHARACTERS = 2 ** 25;

/** Goes once over everything that the model will read, and shows it to the checks of texts. */
export function findTextLeaks(input: LeakGuardInput): LeakFinding[] {
  const { rows, inputs = [] } = input;
  if (inputs.length === 0) return [];
  const tests = new TestTextCheck(input);
  const targets = inputs.map(({ name }) => new TargetTextCheck(input, name));
  const others = inputs.map(({ name }) => tests.of(name));
  const remembered = new Map<string, ReadText>();
  let characters = 0;
  // Item by item: what its rows read is then still remembered.
  for (const group of rowsByItem(input)) {
    const owns = group.map((row) => normaliseText(rows[row]!.text ?? ''));
    const shared = new Map<readonly string[], SharedTexts>();
    for (const [member, row] of group.entries()) {
      const own = owns[member]!;
      for (const [position, { textOf }] of inputs.entries()) {
        const reading = readingBy(textOf(rows[row]!, row), owns, shared);
        targets[position]!.look(row, own, reading);
        others[position]!.look(row, own, reading);
      }
    }
  }
  return [...targets.flatMap((check) => check.findings()), ...others.flatMap((check) => check.findings())];

  function readingBy(
    given: ReturnType<LeakGuardText['textOf']>,
    owns: readonly string[],
    shared: Map<readonly string[], SharedTexts>,
  ): Reading {
    if (given === undefined) return readingOf([]);
    if (typeof given === 'string') return readingOf([read(given)]);
    if (!('texts' in given)) return readingOf(given.map(read));
    let texts = shared.get(given.texts);
    if (texts === undefined) {
      texts = new SharedTexts(given.texts.map(read), owns);
      shared.set(given.texts, texts);
    }
    return texts.without(given.except);
  }

  function read(raw: string): ReadText {
    const known = remembered.get(raw);
    if (known) return known;
    const text = normaliseText(raw);
    const entry = { text, testPassages: tests.passagesIn(text) };
    characters += raw.length;
    if (characters > REMEMBERED_CHARACTERS) {
      remembered.clear();
      characters = raw.length;
    }
    remembered.set(raw, entry);
    return entry;
  }
}

function rowsByItem({ rows, indices }: LeakGuardInput): Iterable<readonly number[]> {
  const groups = new Map<string, number[]>();
  for (const part of [indices.train, indices.validation, indices.test]) {
    for (const row of part) {
      const { itemId } = rows[row]!;
      const group = groups.get(itemId);
      if (group) group.push(row);
      else groups.set(itemId, [row]);
    }
  }
  return groups.values();
}
