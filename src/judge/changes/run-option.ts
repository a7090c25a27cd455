import {type SafeText, sanitise, shellJoin} from '../../base/index.js';

/** One option of `docker run`: `--env` with its value, or a switch with `null`. */
export type RunOption = {readonly name: string; readonly value: string | null};

/** `--name value` */
export const option = <const Name extends string>(name: Name, value: string) => ({name, value});
/** An option without a value. */
export const flag = <const Name extends string>(name: Name) => ({name, value: null});

/** `--env`, `A=1` once per value. */
export const each = <const Name extends string>(name: Name, values: readonly string[] | null | undefined) =>
	(values ?? []).map(value => option(name, value));

/** `--sysctl k=v` once per entry, in the order of the answer. */
export const eachPair = (name: string, pairs: Readonly<Record<string, string>> | null | undefined): RunOption[] =>
	Object.entries(pairs ?? {}).map(([key, value]) => option(name, `${key}=${value}`));

/** The option if the value is set: neither absent, `0` nor empty. */
export const given = (name: string, value: string | number | null | undefined): RunOption[] =>
	value === undefined || value === null || value === '' || value === 0 ? [] : [option(name, String(value))];

export const optionWords = ({name, value}: RunOption): string[] => (value === null ? [name] : [name, value]);

export const sameOption = (a: RunOption, b: RunOption): boolean => a.name === b.name && a.value === b.value;

/** As people type them. */
const shortNames: Readonly<Record<string, string>> = {'--publish': '-p', '--publish-all': '-P', '--volume': '-v'};

/** For people and for their shell: `-v '/host etc:/etc'`. */
export function optionText({name, value}: RunOption): SafeText {
	const short = shortNames[name] ?? name;
	return sanitise(shellJoin(value === null ? [short] : [short, value]));
}
