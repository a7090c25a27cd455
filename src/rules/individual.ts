import {individualNames, keyedConfig, keyedParts} from '../facts/configuration-key.js';
import type {ContainerFacts} from '../facts/index.js';
import type {ContainerScope} from './rule.js';

/** The facts in which two containers of one configuration differ, or may: whose value is not the same object in both. */
export function individualIn(container: ContainerFacts, like: ContainerFacts): ReadonlySet<string> {
	const names = new Set<string>(individualNames);
	for (const name in container) if (!Object.is(Reflect.get(container, name), Reflect.get(like, name))) names.add(name);
	return names;
}

/**
 * The same scope, and whether a rule has looked at anything in it by which containers of one configuration may differ. A rule that has
 * not says the same of all of them.
 *
 * @param individual  of `individualIn`
 * @returns `hasLooked`: since it was asked before
 */
export function watchIndividual(
	scope: ContainerScope,
	individual: ReadonlySet<string>,
): {readonly scope: ContainerScope; readonly hasLooked: () => boolean} {
	let looked = false;
	const onLook = () => {
		looked = true;
	};
	const {container, fleet, ...shared} = scope;
	const {raw} = container;
	const watchedRaw = watched(
		{...raw, Config: watched(raw.Config ?? {}, keyedConfig, onLook)},
		part => part === 'Config' || keyedParts.has(part),
		onLook,
	);
	const watchedContainer = watched({...container, raw: watchedRaw}, fact => fact === 'raw' || !individual.has(fact), onLook);
	return {
		scope: {
			...shared,
			container: watchedContainer,
			get fleet() {
				onLook();
				return fleet;
			},
		},
		hasLooked() {
			const answer = looked;
			looked = false;
			return answer;
		},
	};
}

/** Tells when another property is asked for than those that are the same, or when all are gone through. */
function watched<T extends object>(target: T, isSame: (name: string) => boolean, onLook: () => void): T {
	const onAsk = (name: string | symbol) => {
		if (typeof name !== 'string' || !isSame(name)) onLook();
	};
	return new Proxy(target, {
		get(object, name, receiver) {
			onAsk(name);
			return Reflect.get(object, name, receiver);
		},
		has(object, name) {
			onAsk(name);
			return Reflect.has(object, name);
		},
		getOwnPropertyDescriptor(object, name) {
			onAsk(name);
			return Reflect.getOwnPropertyDescriptor(object, name);
		},
		ownKeys(object) {
			onLook();
			return Reflect.ownKeys(object);
		},
	});
}
