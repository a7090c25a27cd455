import {plainCapability} from '../facts/capability-names.js';
import type {Capability, ContainerFacts} from '../facts/index.js';
import type {StackReason} from './stack-lines.js';

/**
 * A system call during which the kernel asks for a capability whatever the call changes; or `administer`: one that needs SYS_ADMIN, which the
 * kernel also asks for in every mmap(2) and exec.
 */
export type TracedCall = {
	readonly name: 'setuid' | 'setgid' | 'chmod' | 'capset' | 'administer';
	/** The id or the mode, `null` when the call has neither. */
	readonly value: number | null;
};

/** What a container can have at all, and what was added by name. */
export type GivenCapabilities = Pick<ContainerFacts['capabilities'], 'granted' | 'added'>;

/**
 * What has to be permitted for a check. In `generic_permission` DAC_OVERRIDE permits what DAC_READ_SEARCH does, and is in Docker's default set;
 * the kernel only asks for it second. DAC_READ_SEARCH also opens files of the host by their handle: where it was not added by name, the other
 * is enough.
 */
export const askedFor = (
	{capability, reason}: {readonly capability: Capability; readonly reason: StackReason | null},
	{granted, added}: GivenCapabilities,
): Capability =>
	capability === 'DAC_READ_SEARCH' &&
	reason === 'permission' &&
	granted.has('DAC_OVERRIDE') &&
	!added.some(name => plainCapability(name) === 'DAC_READ_SEARCH')
		? 'DAC_OVERRIDE'
		: capability;

/** Capabilities for which the kernel asks in these calls. */
export const askedInCalls: ReadonlySet<Capability> = new Set(['FSETID', 'SETGID', 'SETPCAP', 'SETUID', 'SYS_ADMIN']);

const setgidBit = 0o2000;

/**
 * Whether a granted check could have changed the result of the call that it was made in. Without the capability
 * - setuid(0) and setgid(0) do the same for a task whose ids are all 0;
 * - chmod(2) clears only the set-group-ID bit: it makes no difference to a mode without that bit;
 * - capset(2) only refuses to make a capability inheritable that the task is not permitted itself; to give up capabilities it is not needed;
 * - mmap(2) and exec get all memory but the last that is kept for an administrator, where memory is not overcommitted;
 * - pipe(2) makes a smaller pipe, as in any container without SYS_ADMIN, where its user has many on this host.
 *
 * What overlayfs asks with the credentials of its mounter decides nothing for the task.
 *
 * @param isRoot  whether all its user ids, or all its group ids, are known to be 0
 * @source kernel/sys.c `__sys_setuid`, `__sys_setgid`; fs/attr.c `setattr_prepare`; security/commoncap.c `cap_capset`; mm/util.c
 * `__vm_enough_memory`; fs/pipe.c `alloc_pipe_info`
 */
export function isDeciding(
	{
		capability,
		within,
		reason,
	}: {readonly capability: Capability; readonly within: TracedCall | null; readonly reason: StackReason | null},
	isRoot: (ids: 'SETUID' | 'SETGID') => boolean,
): boolean {
	if (reason === 'overlay' || reason === 'memory') return false;
	if (within === null) return true;
	const {name, value} = within;
	if (name === 'setuid' && capability === 'SETUID') return value !== 0 || !isRoot('SETUID');
	if (name === 'setgid' && capability === 'SETGID') return value !== 0 || !isRoot('SETGID');
	if (name === 'chmod' && capability === 'FSETID') return value === null || (value & setgidBit) !== 0;
	return name !== 'capset' || capability !== 'SETPCAP';
}
