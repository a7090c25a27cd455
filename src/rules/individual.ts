import {isRecord} from '../answers/is-record.js';
import {individualNames, keyedConfig, keyedNetworkSettings, keyedParts, keyedState} from '../facts/configuration-key.js';
import type {ContainerFacts} from '../facts/index.js';
import type {ContainerScope} from './rule.js';

/**
 * Something by which containers of one configuration may differ, as the way to it: a fact (`networks`), a field of the inspect
 * (`raw.RestartCount`, `raw.State.Pid`), or `other`, whatever else tells them apart.
 */
export type Individual = string;

const other: Individual = 'other';

/** The facts in which two containers of one configuration differ, or may: whose value is not the same object in both. */
export function individualIn(container: ContainerFacts, like: ContainerFacts): ReadonlySet<string> {
	const names = new Set<string>(individualNames);
	for (const name in container) if (!Object.is(Reflect.get(container, name), Reflect.get(like, name))) names.add(name);
	return names;
}

/** What is there. `undefined` stands for nothing, and for `other`. */
export function lookUp(individual: Individual, container: ContainerFacts): unknown {
	let value: unknown = container;
	for (const name of individual.split('.')) value = isRecord(value) ? Reflect.get(value, name) : undefined;
	return value;
}

export const canBeCompared = (individual: Individual): boolean => individual !== other;

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
				onLook(other);
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
		if (typeof name !== 'string' || name.includes('.')) onLook(other);
		else if (!is(name)) onLook(way === '' ? name : `${way}.${name}`);
	};
	return new Proxy(target, {
		get(object, name, receiver) {
			onAsk(name, isSame);
			return Reflect.get(object, name, receiver);
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
			onLook(other);
			return Reflect.ownKeys(object);
		},
	});
}
