import {boolean, type ContainerFacts, number, pairs, plainCapability, record, string, strings} from '../../../base/index.js';
import {sizeOf} from '../../changes/options/size.js';

/**
 * Whether a flag of `docker run` is in force; `null` when the answer does not tell. The value is empty where only the flag is asked
 * for.
 */
type Judge = (container: ContainerFacts, value: string) => boolean | null;

export type RunFlag = {
	/** Where in the inspect it leaves its trace. */
	readonly field: string;
	readonly judge: Judge;
	/** What its value must be, for people; absent: any text. */
	readonly value?: 'a size like 512m' | 'a number' | 'true or false';
};

const raw = ({raw}: ContainerFacts, field: string): unknown => {
	const [part = '', name = ''] = field.split('.');
	return record(record(raw)[part])[name];
};
/** A flag with its own judge. @param field  `HostConfig.Privileged` */
export const runFlag = (field: string, judge: Judge, value?: RunFlag['value']): RunFlag => ({
	field,
	judge,
	...(value ? {value} : {}),
});

/** `--init`, `--init=false` */
export const toggle = (field: string): RunFlag =>
	runFlag(field, (container, value) => (boolean(raw(container, field)) ?? false) === (value !== 'false'), 'true or false');
/** A flag that is given once: the same text, or any where none is asked for. */
export const single = (field: string): RunFlag =>
	runFlag(field, (container, value) => {
		const given = string(raw(container, field));
		return value === '' ? given !== '' : given === value;
	});
/** A flag that is given several times: the value is one of the list. */
export const repeated = (field: string): RunFlag =>
	runFlag(field, (container, value) => {
		const given = strings(raw(container, field));
		return value === '' ? given.length > 0 : given.includes(value);
	});
/** `NAME` or `NAME=VALUE`. */
export const named = (field: string): RunFlag =>
	runFlag(field, (container, value) => {
		const given = pairs(raw(container, field));
		return value === '' ? given.length > 0 : given.some(([name, set]) => name === value || `${name}=${set}` === value);
	});
/** A bound that may be narrower than the one required, and never wider. */
const bound = (field: string, read: (value: string) => number | null, value: NonNullable<RunFlag['value']>): RunFlag =>
	runFlag(
		field,
		(container, required) => {
			const given = number(raw(container, field)) ?? 0;
			return given > 0 && (required === '' || given <= (read(required) ?? 0));
		},
		value,
	);

/** `1.5`; `null` for what is no decimal number. */
export const numberOf = (value: string): number | null => (/^\d+(\.\d+)?$/.test(value) ? Number(value) : null);

/** A size no larger than the one required. */
export const memory = (field: string) => bound(field, sizeOf, 'a size like 512m');
/** A number no larger than the one required. @param factor  units of the field in one of the flag */
export const amount = (field: string, factor = 1) => bound(field, value => (numberOf(value) ?? 0) * factor, 'a number');
/** A capability in a list, however it was typed. */
export const capability = (field: string): RunFlag =>
	runFlag(field, (container, value) => {
		const given = strings(raw(container, field)).map(plainCapability);
		return value === '' ? given.length > 0 : given.includes(plainCapability(value));
	});
/** The value is the one required, or there is one where any will do. */
export const isWanted = (given: string, value: string) => (value === '' ? given !== '' : given === value);
