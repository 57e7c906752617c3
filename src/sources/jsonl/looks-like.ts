import { isRecord, parseJson } from './parse-json.js';

/** Why a file is certainly not JSON Lines. */
export interface FormatFault {
  /** Completes "it looks like ...". */
  readonly what: string;
  /** A jq filter that makes JSON Lines of it. */
  readonly jq?: string;
  /** What to do, when jq is not the way. */
  readonly remedy?: string;
}

/**
 * Judges by the first non-blank lines of a file whether it can be JSON Lines. `known` are the fields that only a
 * record of the expected kind has. Undefined: nothing speaks against it, or too little is known.
 */
export function looksLike(lines: readonly string[], known: readonly string[]): FormatFault | undefined {
  const first = lines[0]?.trim();
  if (first === undefined) return undefined;
  if (/^\[\s*(\{|$)/.test(first)) return { what: 'a JSON array', jq: '.[]' };
  const wrapper =
    first === '{' || !lines.some((line) => hasAny(line, known)) ? wrapperOf(lines, known) : undefined;
  if (wrapper !== undefined) {
    return {
      what: `one JSON object with the records in its list "${wrapper}"`,
      jq: `.[${JSON.stringify(wrapper)}][]`,
    };
  }
  if (first === '{') return { what: 'pretty-printed JSON, one record over several lines', jq: '.' };
  if (lines.some((line) => isRecord(parseJson(line)))) return undefined;
  if (/^\{\s*"/.test(first) && lines.length > 1 && lines.some((line) => /^\s*\}/.test(line))) {
    return { what: 'pretty-printed JSON, one record over several lines', jq: '.' };
  }
  if (/^\{\s*u?'/.test(first)) {
    return {
      what: 'Python dictionaries (the "loose JSON" of the 2014 files)',
      remedy: `Turn it into JSON Lines: python3 -c "import ast,json,sys; [print(json.dumps(ast.literal_eval(line))) for line in sys.stdin]" < FILE > FILE.jsonl`,
    };
  }
  if (/^<(!doctype|html|\?xml)/i.test(first)) {
    return { what: 'a web page', remedy: 'Check the address: a download link answers with the file itself.' };
  }
  if (/^[^{]*[,;\t][^{]*$/.test(first))
    return { what: 'a table (CSV or TSV)', remedy: 'Read it with CsvSource.' };
  const beginning = JSON.stringify(first.slice(0, 60));
  return {
    what: `text that is not JSON (it begins with ${beginning})`,
    remedy: 'Check that it is the right file.',
  };
}

/** Is there a line that is a record of the expected kind? Then the file is JSON Lines for certain. */
export function hasAny(line: string, known: readonly string[]): boolean {
  const value = parseJson(line);
  return isRecord(value) && known.some((field) => Object.hasOwn(value, field));
}

/** The name of the list that holds all records, when the file is one object around it. */
function wrapperOf(lines: readonly string[], known: readonly string[]): string | undefined {
  const whole = parseJson(lines[0]!);
  if (isRecord(whole)) {
    const isList = (value: unknown) =>
      Array.isArray(value) && isRecord(value[0]) && Object.keys(value[0]).some((key) => known.includes(key));
    return Object.keys(whole).find((key) => isList(whole[key]));
  }
  // Not the whole of it: the beginning must do.
  const head = lines.slice(0, 3).join(' ').slice(0, 2000);
  return /^\s*\{\s*"([^"\\]+)"\s*:\s*\[\s*\{/.exec(head)?.[1];
}
