import type {ContainerFacts} from './container-facts.js';
import type {EngineFacts} from './engine-facts.js';
import {string} from './read.js';

/**
 * The user namespace of a container: the host's, one of a remapping engine, that of a rootless engine itself, in which its account is root, or
 * one below that, as Podman makes with `--userns`.
 */
export type UserNamespace = 'initial' | 'userns' | 'rootless' | 'nested';

/** What the process itself shows (its uid map) beats what the engine says. */
export function userNamespaceOf(container: ContainerFacts, engine: EngineFacts): UserNamespace {
	const {truth, optsOutOfUserns, namespaces} = container;
	if (engine.rootless === true) return isNested(container) ? 'nested' : 'rootless';
	if (truth.known && truth.value.uidMapIsIdentity !== null) return truth.value.uidMapIsIdentity ? 'initial' : 'userns';
	if (optsOutOfUserns) return 'initial';
	return engine.userns === true || namespaces.user.kind === 'private' ? 'userns' : 'initial';
}

/**
 * Whether a container of a rootless engine has a user namespace below the engine's, in which root is one of the account's subordinate uids.
 * @source podman-run(1), --userns and --uidmap; Podman reports those as `private`
 */
function isNested({truth, raw}: ContainerFacts): boolean {
	const mapped = truth.known ? truth.value.mappedUids : undefined;
	if (mapped === undefined) return string(raw.HostConfig?.UsernsMode) === 'private';
	return !mapped.some(({inside, count}) => inside === 0 && count === 1);
}
