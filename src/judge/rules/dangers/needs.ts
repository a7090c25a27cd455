import {type Capability, type HostFacts, type HostObject, READ, type SafeText, SEARCH, WRITE} from '../../../base/index.js';
import type {Need} from './use.js';

/** To connect to a unix socket is to write to it. @source unix(7) */
export const connects = (object: HostObject): Need => ({kind: 'object', object, wanted: WRITE});
export const reads = (object: HostObject): Need => ({kind: 'object', object, wanted: READ});
export const writes = (object: HostObject): Need => ({kind: 'object', object, wanted: WRITE});
/** To reach what a directory holds. */
export const enters = (object: HostObject): Need => ({kind: 'object', object, wanted: SEARCH});
/** All of one of these; the first says why where none holds. */
export const either = (...ways: readonly (readonly Need[])[]): Need => ({kind: 'either', ways});
export const hostCapability = (capability: Capability): Need => ({kind: 'capability', capability, of: 'host'});
/** In the user namespace of the processes of the engine: the host's, or that of a rootless engine. */
export const engineCapability = (capability: Capability): Need => ({kind: 'capability', capability, of: 'engine'});
export const ownCapability = (capability: Capability): Need => ({kind: 'capability', capability, of: 'container'});
export const hostUid0: Need = {kind: 'root'};
/** @param unseen  why it is not known which processes run on the host */
export const entersProcess = (host: HostFacts | null, unseen: SafeText): Need => ({
	kind: 'process',
	processes: host?.processes ?? null,
	unseen,
});
/** One of these sets of syscalls. */
export const calls = (...anyOf: readonly (readonly string[])[]): Need => ({kind: 'calls', anyOf});
/** @param reason  why it does not hold, or is not known */
export const condition = (holds: 'yes' | 'no' | 'unknown', reason: SafeText): Need => ({kind: 'condition', holds, reason});

/**
 * mount(2), or the newer calls that make a file system. Its files can be opened through the descriptor of fsmount(2), without
 * attaching it anywhere.
 * @source mount(2), fsopen(2), fsmount(2)
 */
export const mountCalls = calls(['mount'], ['fsopen', 'fsconfig', 'fsmount']);
