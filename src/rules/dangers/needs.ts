import {type HostObject, READ, WRITE} from '../../facts/host-object.js';
import type {Capability} from '../../facts/index.js';
import type {SafeText} from '../../terminal/safe-text.js';
import type {Need} from './use.js';

/** To connect to a unix socket is to write to it. @source unix(7) */
export const connects = (object: HostObject): Need => ({kind: 'object', object, wanted: WRITE});
export const reads = (object: HostObject): Need => ({kind: 'object', object, wanted: READ});
export const writes = (object: HostObject): Need => ({kind: 'object', object, wanted: WRITE});
export const hostCapability = (capability: Capability): Need => ({kind: 'capability', capability, of: 'host'});
export const ownCapability = (capability: Capability): Need => ({kind: 'capability', capability, of: 'container'});
export const hostUid0: Need = {kind: 'root'};
/** One of these sets of syscalls. */
export const calls = (...anyOf: readonly (readonly string[])[]): Need => ({kind: 'calls', anyOf});
/** @param reason  why it does not hold, or is not known */
export const condition = (holds: 'yes' | 'no' | 'unknown', reason: SafeText): Need => ({kind: 'condition', holds, reason});

/** mount(2), or the newer calls that do the same. @source mount(2), fsopen(2) */
export const mountCalls = calls(['mount'], ['fsopen', 'fsmount', 'move_mount'], ['open_tree', 'move_mount']);
