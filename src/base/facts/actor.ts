import {type SafeText, safe, trusted} from '../text/safe-text.js';
import type {ContainerFacts} from './container-facts.js';
import {type Elevation, elevationOf, refusesElevation} from './elevation.js';
import type {EngineFacts} from './engine-facts.js';
import {type Identity, identitiesOf} from './identities.js';
import {type UserNamespace, userNamespaceOf} from './user-namespace.js';

/** Who acts when code runs in a container. */
export type Actor = {
	readonly namespace: UserNamespace;
	/** Of its processes, the first one first; those that were started by `exec` are not the container's own. */
	readonly identities: readonly Identity[];
	readonly elevation: Elevation;
	/** Root of the container after a setuid program: it has the whole bounding set. */
	readonly elevated: Identity;
	/** Syscalls that its seccomp profile refuses; the reason why that is not known of the profile that it names. */
	readonly refusedCalls: ReadonlySet<string> | SafeText;
};

/** The actor of a container: the live process where it was seen, else its configuration. */
export function actorOf(container: ContainerFacts, engine: EngineFacts): Actor {
	const namespace = userNamespaceOf(container, engine);
	const identities = identitiesOf(container, engine, namespace);
	const uid = namespace === 'initial' ? 0 : null;
	const capabilities = container.truth.known ? container.truth.value.bounding : container.capabilities.granted;
	const gids = identities[0]?.gids ?? [];
	const mappedUids = container.truth.known ? (container.truth.value.mappedUids ?? []) : [];
	const elevated: Identity = {
		label: trusted('root'),
		uid,
		isRoot: namespace === 'nested' ? null : true,
		gids,
		joined: 'none',
		capabilities,
		mappedUids,
	};
	const becoming = namespace === 'initial' ? identities.flatMap(one => rootBySetuid(one, elevated, container)) : [];
	return {
		namespace,
		identities: [...identities, ...becoming],
		elevation: elevationOf(container),
		elevated,
		refusedCalls: refusedCalls(container),
	};
}

/**
 * With CAP_SETUID a process becomes root without a program's help, and the next program that it runs has the whole bounding set, unless
 * no-new-privileges holds.
 * @source capabilities(7), "Effect of user ID changes on capabilities"
 */
function rootBySetuid(one: Identity, elevated: Identity, container: ContainerFacts): readonly Identity[] {
	if (one.uid === 0 || !one.capabilities.has('SETUID')) return [];
	return [refusesElevation(container) ? {...elevated, capabilities: one.capabilities} : elevated];
}

/** The default profile of an engine refuses nothing that a granted capability asks for: not to know it changes nothing. */
function refusedCalls({seccomp, truth}: ContainerFacts): Actor['refusedCalls'] {
	if (truth.known && truth.value.seccomp === 0) return new Set();
	if (seccomp.kind === 'unreadable' && seccomp.by === 'option') return safe`what its seccomp profile refuses is not known`;
	return new Set(seccomp.kind === 'custom' ? seccomp.profile.refused : []);
}
