import {
	boolean,
	byteSize,
	type ContainerConfig,
	type ContainerInspect,
	type HostConfig,
	number,
	pairs,
	record,
	strings,
} from '../../../base/index.js';
import type {Field, Judge, Made, OptionEdit, OptionRow} from './row.js';
import {sizeOf} from './size.js';

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
type Key = OptionRow['compose'];

/** What is derived from the kind of value, with what is special to the option. `PodmanArgs` takes what Quadlet has no key for. */
const derived = (row: Omit<OptionRow, 'quadlet'>, special: Columns): OptionRow => ({
	quadlet: 'PodmanArgs',
	...row,
	...special,
});

/** `--init`, `--init=false` */
export const toggle = (field: FieldOf<boolean>, compose: Key, special: Columns = {}): OptionRow =>
	derived(
		{
			...{field, compose, kind: 'switch'},
			given: ({inspect}) => (valueAt(inspect, field) === true ? [null] : []),
			edit: {add: inspect => withValue(inspect, field, true), remove: inspect => withValue(inspect, field, false)},
			judge: ({raw}, value) => (boolean(valueAt(raw, field)) ?? false) === (value !== 'false'),
		},
		special,
	);

/** The field without the option: as the image or the engine sets it, and without the option. */
type Default = {readonly usual?: (made: Made) => unknown; readonly otherwise?: string | number | null};

/** An option that is given once. @param write  the field as it is typed, `''` for one that is not set; @param read  the reverse */
const scalar = (
	of: Pick<OptionRow, 'kind' | 'compose' | 'judge'> & {readonly field: Field},
	write: (value: unknown) => string,
	read: (text: string) => unknown,
	{usual, otherwise, ...special}: Columns & Default,
): OptionRow =>
	derived(
		{
			...of,
			given: made => {
				const value = valueAt(made.inspect, of.field);
				return write(value) === '' || value === usual?.(made) ? [] : [write(value)];
			},
			edit: {
				add: (inspect, text) => withValue(inspect, of.field, read(text)),
				remove: inspect => withValue(inspect, of.field, otherwise),
			},
		},
		special,
	);

export const text = (field: FieldOf<string> | 'Config.StopSignal', compose: Key, special: Columns & Default = {}): OptionRow => {
	const judge: Judge = ({raw}, value) => isWanted(textOf(valueAt(raw, field)), value);
	return scalar({field, compose, judge, kind: 'text'}, textOf, value => value, {otherwise: '', ...special});
};

/** Podman before 5 gives the number of a signal. */
const textOf = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

/** The value is the one required, or there is one where any will do. */
export const isWanted = (given: string, value: string): boolean => (value === '' ? given !== '' : given === value);

/** Bytes, with a unit, so that no number is misread. */
export const size = (field: FieldOf<number>, compose: Key, special: Columns & Default = {}): OptionRow =>
	scalar({field, compose, judge: atMost(field, sizeOf), kind: 'size'}, sizeText, readSize, {otherwise: 0, ...special});

/** `-1` is no limit. */
export const sizeText = (bytes: unknown): string => {
	const count = number(bytes) ?? 0;
	return count === 0 ? '' : count < 0 ? String(count) : byteSize(count);
};
const readSize = (text: string): number => (text === '-1' ? -1 : (sizeOf(text) ?? 0));

/** A number. @param factor  units of the field in one of the option */
export const amount = (
	field: FieldOf<number>,
	compose: Key,
	{factor = 1, ...special}: Columns & Default & {readonly factor?: number} = {},
): OptionRow =>
	scalar(
		{field, compose, judge: atMost(field, text => (numberOf(text) ?? 0) * factor), kind: 'number'},
		value => (number(value) ? String(Number(value) / factor) : ''),
		text => Math.round(Number(text) * factor),
		{otherwise: 0, ...special},
	);

/** `1.5`; `null` for what is no decimal number. */
export const numberOf = (value: string): number | null => (/^\d+(\.\d+)?$/.test(value) ? Number(value) : null);

/** A bound may be narrower than the one required, and never wider. */
function atMost(field: FieldOf<number>, read: (value: string) => number | null): Judge {
	return ({raw}, required) => {
		const given = number(valueAt(raw, field)) ?? 0;
		return given > 0 && (required === '' || given <= (read(required) ?? 0));
	};
}

/** How an entry of a list is typed, and read. */
export type Entries<Entry> = {
	readonly list: (inspect: ContainerInspect) => readonly Entry[] | null | undefined;
	readonly write: (entry: Entry) => string;
	readonly read: (text: string) => Entry;
	/** What texts that mean the same have in common. */
	readonly plain?: (text: string) => string;
	/** What only one entry has: its name. */
	readonly name?: (text: string) => string;
};

export function editEntries<Entry>(field: Field, {list, write, read, plain = asIs, name = plain}: Entries<Entry>): OptionEdit {
	const others = (inspect: ContainerInspect, value: string): Entry[] =>
		(list(inspect) ?? []).filter(entry => name(write(entry)) !== name(value));
	return {
		add: (inspect, value) => {
			const holds = (list(inspect) ?? []).some(entry => plain(write(entry)) === plain(value));
			return holds ? inspect : withValue(inspect, field, [...others(inspect, value), read(value)]);
		},
		remove: (inspect, value) => withValue(inspect, field, others(inspect, value)),
	};
}

/** An option that is given once for each entry of a list; a policy may require one by its name. */
export const entries = <Entry>(field: Field, compose: Key, of: Entries<Entry>, special: Columns = {}): OptionRow => {
	const {list, write, plain = asIs, name = plain} = of;
	return derived(
		{
			...{field, compose, kind: 'texts'},
			given: ({inspect}) => (list(inspect) ?? []).map(write),
			edit: editEntries(field, of),
			judge: ({raw}, value) =>
				(list(raw) ?? []).map(write).some(one => value === '' || plain(one) === plain(value) || name(one) === value),
		},
		special,
	);
};

export const texts = (
	field: FieldOf<string[]>,
	compose: Key,
	{plain = asIs, ...special}: Columns & Pick<Entries<string>, 'plain'> = {},
): OptionRow => entries(field, compose, textsAt(field, plain), special);

const asIs = (text: string): string => text;
const textsAt = (field: FieldOf<string[]>, plain: (text: string) => string): Entries<string> => ({
	list: inspect => strings(valueAt(inspect, field)),
	...{write: asIs, read: asIs, plain},
});
export const editTexts = (field: FieldOf<string[]>, plain: (text: string) => string): OptionEdit =>
	editEntries(field, textsAt(field, plain));

/** `NAME=VALUE`. @param bare  written without `=` where the value is empty */
export function named(
	field: FieldOf<Record<string, string>>,
	compose: Key,
	{separator = '=', bare = false, ...special}: Columns & {readonly separator?: string; readonly bare?: boolean} = {},
): OptionRow {
	const read = special.pairs ?? (({inspect}: Made) => pairs(valueAt(inspect, field)));
	const nameOf = (text: string): string => text.split(separator, 1)[0] ?? '';
	return derived(
		{
			...{field, compose, kind: 'pairs'},
			given: made => read(made).map(([name, value]) => (bare && value === '' ? name : `${name}${separator}${value}`)),
			edit: {
				add: (inspect, text) => {
					const value = text.slice(nameOf(text).length + separator.length);
					return withValue(inspect, field, {...record(valueAt(inspect, field)), [nameOf(text)]: value});
				},
				remove: (inspect, text) => {
					const {[nameOf(text)]: _, ...others} = record(valueAt(inspect, field));
					return withValue(inspect, field, others);
				},
			},
			judge: ({raw}, value) =>
				pairs(valueAt(raw, field)).some(([name, set]) => value === '' || name === value || `${name}=${set}` === value),
		},
		{...special, pairs: read},
	);
}
