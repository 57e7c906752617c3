import { requireOption, resolveOptions } from '../../util/options.js';

/** The options that belong to a model and not to its kind. */
interface OwnOptions<Name> {
  readonly preset: Name | null;
  readonly model: string;
  readonly revision: string;
  readonly output: string | null;
  readonly dimensions: number | null;
}

/**
 * Defaults, overlaid with a preset if one is named, overlaid with what was given. The commit and the width go with the
 * model of the defaults or the preset: another model starts from `main`, and it or another output may have any width.
 * Raises `INVALID_OPTIONS`.
 */
export function resolvePreset<Name extends string, Options extends OwnOptions<Name>>(
  owner: string,
  defaults: Readonly<Options>,
  presets: Readonly<Record<Name, Partial<Omit<Options, 'preset'>>>>,
  given: { readonly [Key in keyof Options]?: Options[Key] | undefined },
): Options {
  const name = given.preset ?? null;
  const known = Object.keys(presets);
  requireOption(
    name === null || known.includes(name),
    owner,
    `preset must be one of ${known.join(', ')}; got "${name}". Other models are given by model.`,
  );
  const usual: Options = name === null ? defaults : { ...defaults, ...presets[name] };
  const isOtherModel = (given.model ?? usual.model) !== usual.model;
  const isOtherOutput = (given.output ?? usual.output) !== usual.output;
  return resolveOptions(
    owner,
    {
      ...usual,
      revision: isOtherModel ? 'main' : usual.revision,
      dimensions: isOtherModel || isOtherOutput ? null : usual.dimensions,
    },
    given,
  );
}
