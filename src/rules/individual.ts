import {isRecord} from '../answers/is-record.js';
import {individualNames, keyedConfig, keyedNetworkSettings, keyedParts, keyedState} from '../facts/configuration-key.js';
import type {ContainerFacts} from '../facts/index.js';
import type {ContainerScope} from './rule.js';

/**
 * Something by which containers of one configuration may differ, as the way to it: a fact (`startedAt`) or what lies in one
 * (`truth.value.seccomp`; of each network, `networks.*.name`), a field of the inspect (`raw.State.Pid`), or `anything`, whatever else tells
 * them apart. With a question mark behind it: of what kind it is, and no more.
 */
export type Individual = string;

export const anything: Individual = 'anything';

/** The facts in which two containers of one configuration differ, or may: whose value is not the same object in both. */
export function individualIn(container: ContainerFacts, like: ContainerFacts): ReadonlySet<string> {
	const names = new Set<string>(individualNames);
	for (const name in container) if (!Object.is(Reflect.get(container, name), Reflect.get(like, name))) names.add(name);
	return names;
}

/**
 * The same scope, and at what a rule has looked in it by which containers of one configuration may differ: the rule says the same of all
 * in which that is the same.
 *
 * @param individual  of `individualIn`
 * @returns `looked`: since it was asked before
 */
export function watchIndividual(
	scope: ContainerScope,
	individual: ReadonlySet<string>,
): {readonly scope: ContainerScope; readonly looked: () => readonly Individual[]} {
	let seen = new Set<Individual>();
	const onLook = (at: Individual) => {
		seen.add(at);
	};
	const {container, fleet, ...shared} = scope;
	const {raw} = container;
	const parts = {
		Config: watched(raw.Config, 'raw.Config', {isSame: keyedConfig, isThere: keyedConfig}, onLook),
		State: watched(raw.State, 'raw.State', {isSame: keyedState, isThere: always}, onLook),
		NetworkSettings: watched(raw.NetworkSettings, 'raw.NetworkSettings', {isSame: keyedNetworkSettings, isThere: always}, onLook),
	};
	const isWatchedPart = (part: string) => Object.hasOwn(parts, part) || keyedParts.has(part);
	const watchedRaw = watched({...raw, ...parts}, 'raw', {isSame: isWatchedPart, isThere: always}, onLook);
	const isShared = (fact: string) => fact === 'raw' || !individual.has(fact);
	const watchedContainer = watched({...container, raw: watchedRaw}, '', {isSame: isShared, isThere: isShared}, onLook);
	return {
		scope: {
			...shared,
			container: watchedContainer,
			get fleet() {
				onLook(anything);
				return fleet;
			},
		},
		looked() {
			const answer = [...seen];
			seen = new Set();
			return answer;
		},
	};
}

/** Which properties of an object are the same, and which are there or not, in all containers of one configuration. */
type Shared = {readonly isSame: (name: string) => boolean; readonly isThere: (name: string) => boolean};

const always = () => true;

/** Tells when another property is asked for than those that are the same, or when all are gone through. */
function watched<T extends object | undefined>(
	target: T,
	way: string,
	{isSame, isThere}: Shared,
	onLook: (at: Individual) => void,
): T {
	if (target === undefined) return target;
	const onAsk = (name: string | symbol, is: (name: string) => boolean) => {
		if (typeof name !== 'string' || !isStep(name)) onLook(anything);
		else if (!is(name)) onLook(wayTo(way, name));
	};
	// A proxy may not show something else in the place of what is frozen: it stands before a copy.
	return new Proxy(
		{...target},
		{
			get(object, name, receiver) {
				const value = Reflect.get(object, name, receiver);
				if (typeof name === 'string' && isStep(name))
					return isSame(name) ? value : watchedWithin(value, wayTo(way, name), onLook);
				onLook(anything);
				return value;
			},
			has(object, name) {
				onAsk(name, isThere);
				return Reflect.has(object, name);
			},
			getOwnPropertyDescriptor(object, name) {
				onAsk(name, isSame);
				return Reflect.getOwnPropertyDescriptor(object, name);
			},
			ownKeys(object) {
				onLook(anything);
				return Reflect.ownKeys(object);
			},
		},
	);
}

/** Tells what of a value is asked for, which two containers need not have in common at all. */
function watchedWithin(value: unknown, way: string, onLook: (at: Individual) => void): unknown {
	if (!Array.isArray(value) && !isPlain(value)) {
		onLook(way);
		return value;
	}
	onLook(`${way}?`);
	const stepTo = Array.isArray(value) ? stepInList : stepInRecord;
	return new Proxy(Array.isArray(value) ? [...value] : {...value}, {
		get(object, name, receiver) {
			const step = stepTo(name);
			const found = Reflect.get(object, name, receiver);
			if (step !== null && step !== 'length') return watchedWithin(found, `${way}.${step}`, onLook);
			onLook(step === null ? way : `${way}.${step}`);
			return found;
		},
		has(object, name) {
			// The methods of a list ask for each before they take it.
			onLook(Array.isArray(object) && stepTo(name) === '*' ? `${way}.length` : way);
			return Reflect.has(object, name);
		},
		getOwnPropertyDescriptor(object, name) {
			onLook(way);
			return Reflect.getOwnPropertyDescriptor(object, name);
		},
		ownKeys(object) {
			onLook(way);
			return Reflect.ownKeys(object);
		},
	});
}

/** One step of a way, `null` where no way leads to what is asked for: then all of it counts. */
const stepInRecord = (name: string | symbol): string | null => (typeof name === 'string' && isStep(name) ? name : null);

/** Whoever goes through a list asks for its iterator or a method, then for its length and for each. */
function stepInList(name: string | symbol): string | null {
	if (typeof name === 'string' && /^\d+$/.test(name)) return '*';
	return name === 'length' || name === Symbol.iterator || (typeof name === 'string' && name in Array.prototype) ? 'length' : null;
}

const isStep = (name: string): boolean => !/[.*?]/.test(name) && name !== 'length';

const wayTo = (way: string, name: string): string => (way === '' ? name : `${way}.${name}`);

const isPlain = (value: unknown): value is Record<string, unknown> =>
	isRecord(value) && [Object.prototype, null].includes(Object.getPrototypeOf(value));
