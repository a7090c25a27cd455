import {
	boolean,
	byteSize,
	type ContainerConfig,
	type ContainerFacts,
	type ContainerInspect,
	type HostConfig,
	type ImageInspect,
	number,
	pairs,
	record,
	strings,
} from '../../../base/index.js';
import type {RunOption} from '../run-option.js';
import type {EngineDefaults} from './engine-defaults.js';
import {sizeOf} from './size.js';

/** Why an option has no such column. */
export type Without = {readonly without: string};

/** How a container was made: what the engine answered, what is its image's, and what the engine adds without being asked. */
export type Made = {
	readonly inspect: ContainerInspect;
	readonly config: ContainerConfig;
	readonly host: HostConfig;
	readonly image: ImageInspect | null;
	/** What the image sets; nothing where it was not seen. */
	readonly inherited: ContainerConfig;
	readonly engine: EngineDefaults;
};

export const madeOf = (inspect: ContainerInspect, image: ImageInspect | null, engine: EngineDefaults): Made => ({
	inspect,
	config: inspect.Config ?? {},
	host: inspect.HostConfig ?? {},
	image,
	inherited: image?.Config ?? {},
	engine,
});

/** A value as it is typed; `null` is a switch. An option of another name is that option. */
export type Given = string | null | RunOption;

/**
 * What an option means for the inspect of a container: how it would look had the option been given, or not been given.
 *
 * `before` is the container as it runs: what the engine resolved there (the place of a volume, a host port that it picked) is kept where
 * the new configuration asks for the same.
 */
export type OptionEdit = {
	readonly add: (inspect: ContainerInspect, value: string, before: ContainerInspect) => ContainerInspect;
	readonly remove: (inspect: ContainerInspect, value: string) => ContainerInspect;
};

/** Whether the option is in force; `null` when the answer does not tell. The value is empty where only the option is asked for. */
export type Judge = (container: ContainerFacts, value: string) => boolean | null;

export type QuadletLine = readonly [key: string, text: string];
/** A key whose value is literal to the end of the line, or split into words; ready lines; or why there are none. */
export type QuadletKey =
	| string
	| {readonly words: string}
	| {readonly lines: readonly QuadletLine[]; readonly warnings?: readonly string[]}
	| Without;

/** An option of `docker run`: all that the program knows of it. */
export type OptionRow = {
	/** Where in the inspect it leaves its trace; `null`: nowhere. */
	readonly field: Field | null;
	/** What its value is: a policy is read, and a Compose file written, accordingly. */
	readonly kind: 'switch' | 'text' | 'texts' | 'pairs' | 'size' | 'number';
	/** Its values in the command that makes a container; none where that is the default, of the engine or of the image. */
	readonly given: ((made: Made) => readonly Given[]) | Without;
	/** Of a kind of pairs: what `given` writes as one text. */
	readonly pairs?: (made: Made) => readonly (readonly [string, string])[];
	readonly edit: OptionEdit | Without;
	readonly judge: Judge | Without;
	/** The key of a service. What the kind of value does not say is written by `src/fix/render/compose-service.ts`. */
	readonly compose: string | Without;
	/** Where it depends on the value: as Podman takes it, and as it was typed. */
	readonly quadlet: QuadletKey | ((value: string, typed: string) => QuadletKey);
	/** How podman run takes a value that it takes otherwise, and what of it is lost. */
	readonly podman?: (value: string) => {readonly value: string; readonly lost: readonly string[]};
	/** Short and older names. */
	readonly otherNames?: readonly string[];
	/** Its value is free text, which may contain commands with options. */
	readonly isFreeText?: true;
};

export type OptionRows = Readonly<Record<string, OptionRow>>;

export const isThere = <Column>(column: Column | Without): column is Column =>
	!(typeof column === 'object' && column !== null && 'without' in column);

export const without = (reason: string): Without => ({without: reason});
export const notInPodman = without('Podman has no such option');
export const notInCompose = without('Compose has no key for it');
export const unchanged = without('no finding and no plan changes it');
export const noTrace = without('leaves nothing in a container that could be checked');

/** The options of the command that makes a container. @param elsewhere  those of rows that do not say which they are given */
export const givenOptions = (
	rows: OptionRows,
	made: Made,
	elsewhere: Readonly<Record<string, readonly RunOption[]>>,
): RunOption[] =>
	Object.entries(rows).flatMap(
		([name, row]) => elsewhere[name] ?? givenBy(row, made).map(one => (isOption(one) ? one : {name, value: one})),
	);

export const givenBy = ({given}: OptionRow, made: Made): readonly Given[] => (isThere(given) ? given(made) : []);
const isOption = (one: Given): one is RunOption => typeof one === 'object' && one !== null;

/** Paths of fields that hold a `Type`: `Dns`, `LogConfig.Type`. */
type PathsOf<Part, Type> = {
	[Name in keyof Part & string]: NonNullable<Part[Name]> extends Type
		? Name
		: NonNullable<Part[Name]> extends readonly unknown[]
			? never
			: NonNullable<Part[Name]> extends object
				? `${Name}.${PathsOf<NonNullable<Part[Name]>, Type>}`
				: never;
}[keyof Part & string];
type FieldOf<Type> = `HostConfig.${PathsOf<Required<HostConfig>, Type>}` | `Config.${PathsOf<Required<ContainerConfig>, Type>}`;
export type Field = `HostConfig.${keyof HostConfig}${'' | `.${string}`}` | `Config.${keyof ContainerConfig}${'' | `.${string}`}`;

const valueAt = (inspect: ContainerInspect, field: Field): unknown =>
	field.split('.').reduce<unknown>((part, name) => record(part)[name], inspect);

function withValue(inspect: ContainerInspect, field: Field, value: unknown): ContainerInspect {
	const [part = '', ...names] = field.split('.');
	return {...inspect, [part]: replaced(Reflect.get(inspect, part), names, value)};
}

function replaced(part: unknown, [name, ...names]: readonly string[], value: unknown): unknown {
	return name === undefined ? value : {...record(part), [name]: replaced(record(part)[name], names, value)};
}

type Columns = Partial<Omit<OptionRow, 'field' | 'compose'>>;

/** `--init`, `--init=false` */
export const toggle = (field: FieldOf<boolean>, compose: OptionRow['compose'], more: Columns = {}): OptionRow => ({
	field,
	kind: 'switch',
	given: ({inspect}) => (valueAt(inspect, field) === true ? [null] : []),
	edit: {add: inspect => withValue(inspect, field, true), remove: inspect => withValue(inspect, field, false)},
	judge: ({raw}, value) => (boolean(valueAt(raw, field)) ?? false) === (value !== 'false'),
	compose,
	quadlet: 'PodmanArgs',
	...more,
});

/**
 * An option that is given once.
 *
 * @param usual      the field without the option, by image or engine
 * @param otherwise  the field once the option is taken away
 */
export const text = (
	field: FieldOf<string> | 'Config.StopSignal',
	compose: OptionRow['compose'],
	{usual, otherwise = '', ...more}: Columns & {usual?: (made: Made) => unknown; otherwise?: string} = {},
): OptionRow => ({
	field,
	kind: 'text',
	given: made => {
		const value = valueAt(made.inspect, field);
		return value === usual?.(made) || textOf(value) === '' ? [] : [textOf(value)];
	},
	edit: {add: (inspect, value) => withValue(inspect, field, value), remove: inspect => withValue(inspect, field, otherwise)},
	judge: ({raw}, value) => isWanted(textOf(valueAt(raw, field)), value),
	compose,
	quadlet: 'PodmanArgs',
	...more,
});

/** Podman before 5 gives the number of a signal. */
const textOf = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

/** The value is the one required, or there is one where any will do. */
export const isWanted = (given: string, value: string): boolean => (value === '' ? given !== '' : given === value);

/** An option that is given once for each entry of a list. @param plain  what entries that mean the same have in common */
export const texts = (
	field: FieldOf<string[]>,
	compose: OptionRow['compose'],
	{plain = entry => entry, ...more}: Columns & {plain?: (entry: string) => string} = {},
): OptionRow => ({
	field,
	kind: 'texts',
	given: ({inspect}) => strings(valueAt(inspect, field)),
	edit: listed(field, (entry, value) => plain(entry) === plain(value)),
	judge: ({raw}, value) => includes(strings(valueAt(raw, field)).map(plain), value === '' ? '' : plain(value)),
	compose,
	quadlet: 'PodmanArgs',
	...more,
});

/** Whether one of them is the value, or there is one where any will do. */
export const includes = (given: readonly string[], value: string): boolean =>
	value === '' ? given.length > 0 : given.includes(value);

/** @param same  whether an entry of the list is what a value stands for */
export const listed = (field: FieldOf<string[]>, same: (entry: string, value: string) => boolean): OptionEdit => ({
	add: (inspect, value) => {
		const others = strings(valueAt(inspect, field));
		return withValue(inspect, field, others.some(entry => same(entry, value)) ? others : [...others, value]);
	},
	remove: (inspect, value) =>
		withValue(
			inspect,
			field,
			strings(valueAt(inspect, field)).filter(entry => !same(entry, value)),
		),
});

/** `NAME=VALUE`. @param bare  written without `=` where the value is empty */
export const named = (
	field: FieldOf<Record<string, string>>,
	compose: OptionRow['compose'],
	{separator = '=', bare = false, ...more}: Columns & {separator?: string; bare?: boolean} = {},
): OptionRow => {
	const read = more.pairs ?? (({inspect}: Made) => pairs(valueAt(inspect, field)));
	return {
		field,
		kind: 'pairs',
		given: made => read(made).map(([name, value]) => (bare && value === '' ? name : `${name}${separator}${value}`)),
		edit: {
			add: (inspect, value) => {
				const at = value.includes(separator) ? value.indexOf(separator) : value.length;
				const others = record(valueAt(inspect, field));
				return withValue(inspect, field, {...others, [value.slice(0, at)]: value.slice(at + 1)});
			},
			remove: (inspect, value) => {
				const {[value.split(separator, 1)[0] ?? '']: _, ...others} = record(valueAt(inspect, field));
				return withValue(inspect, field, others);
			},
		},
		judge: ({raw}, value) =>
			pairs(valueAt(raw, field)).some(([name, set]) => value === '' || name === value || `${name}=${set}` === value),
		compose,
		quadlet: 'PodmanArgs',
		...more,
		pairs: read,
	};
};

/** Bytes, with a unit, so that no number is misread. @param usual  what it is without the option */
export const size = (
	field: FieldOf<number>,
	compose: OptionRow['compose'],
	{usual = 0, ...more}: Columns & {usual?: number} = {},
): OptionRow => ({
	field,
	kind: 'size',
	given: ({inspect}) => {
		const bytes = number(valueAt(inspect, field)) ?? 0;
		return bytes === 0 || bytes === usual ? [] : [sizeText(bytes)];
	},
	edit: {
		add: (inspect, value) => withValue(inspect, field, value === '-1' ? -1 : (sizeOf(value) ?? 0)),
		remove: inspect => withValue(inspect, field, usual),
	},
	judge: atMost(field, sizeOf),
	compose,
	quadlet: 'PodmanArgs',
	...more,
});

/** `-1` is no limit. */
export const sizeText = (bytes: number): string => (bytes < 0 ? String(bytes) : byteSize(bytes));

/** A number. @param factor  units of the field in one of the option; @param otherwise  the field without it */
export const amount = (
	field: FieldOf<number>,
	compose: OptionRow['compose'],
	{factor = 1, otherwise = 0, ...more}: Columns & {factor?: number; otherwise?: number | null} = {},
): OptionRow => ({
	field,
	kind: 'number',
	given: ({inspect}) => {
		const value = number(valueAt(inspect, field)) ?? 0;
		return value === 0 ? [] : [String(value / factor)];
	},
	edit: {
		add: (inspect, value) => withValue(inspect, field, Math.round(Number(value) * factor)),
		remove: inspect => withValue(inspect, field, otherwise),
	},
	judge: atMost(field, value => (numberOf(value) ?? 0) * factor),
	compose,
	quadlet: 'PodmanArgs',
	...more,
});

/** `1.5`; `null` for what is no decimal number. */
export const numberOf = (value: string): number | null => (/^\d+(\.\d+)?$/.test(value) ? Number(value) : null);

/** A bound may be narrower than the one required, and never wider. */
function atMost(field: FieldOf<number>, read: (value: string) => number | null): Judge {
	return ({raw}, required) => {
		const given = number(valueAt(raw, field)) ?? 0;
		return given > 0 && (required === '' || given <= (read(required) ?? 0));
	};
}

/** A list of objects, each of which is written as one text. */
export const entries = <Entry>(
	field: Field,
	compose: OptionRow['compose'],
	read: (host: HostConfig) => readonly Entry[] | null | undefined,
	write: (entry: Entry) => string,
	more: Columns & Pick<OptionRow, 'edit'>,
): OptionRow => ({
	field,
	kind: 'texts',
	given: ({host}) => (read(host) ?? []).map(write),
	judge: ({raw}, value) => includes((read(raw.HostConfig ?? {}) ?? []).map(write), value),
	compose,
	quadlet: 'PodmanArgs',
	...more,
});
