/** One option of `docker run`: `--env` with its value, or a switch with `null`. */
export type RunOption = {readonly name: string; readonly value: string | null};

/** A `docker run` or `podman run` command in parts: edited by the plan, printed by the renderers and run by tests. */
export type RunCommand = {
	readonly program: 'docker' | 'podman';
	readonly options: readonly RunOption[];
	readonly image: string;
	/** What follows the image. */
	readonly args: readonly string[];
	/** Commands to run afterwards, for what `docker run` does not support (`docker network connect …`). */
	readonly after: readonly (readonly string[])[];
	/** To be written first, into the directory where the command runs. */
	readonly files: readonly CommandFile[];
};

/** A file that the command refers to: the start of a digest in its name keeps it from replacing another one. */
export type CommandFile = {readonly name: string; readonly content: string; readonly why: string};

export type Reconstruction = {
	readonly command: RunCommand;
	/** What the command cannot reproduce, in plain words. May contain untrusted text: sanitise before painting. */
	readonly warnings: readonly string[];
};

/** `--name value` */
export const option = (name: string, value: string): RunOption => ({name, value});
/** An option without a value. */
export const flag = (name: string): RunOption => ({name, value: null});

/** `--env`, `A=1` once per value. */
export const each = (name: string, values: readonly string[] | null | undefined): RunOption[] =>
	(values ?? []).map(value => option(name, value));

/** `--sysctl k=v` once per entry, in the order of the answer. */
export const eachPair = (name: string, pairs: Readonly<Record<string, string>> | null | undefined): RunOption[] =>
	Object.entries(pairs ?? {}).map(([key, value]) => option(name, `${key}=${value}`));

/** The option if the value is set: neither absent, `0` nor empty. */
export const given = (name: string, value: string | number | null | undefined): RunOption[] =>
	value === undefined || value === null || value === '' || value === 0 ? [] : [option(name, String(value))];

export const words = ({name, value}: RunOption): string[] => (value === null ? [name] : [name, value]);

export const sameOption = (a: RunOption, b: RunOption): boolean => a.name === b.name && a.value === b.value;
