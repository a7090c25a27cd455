import type {ContainerFacts, MountFacts} from '../../facts/index.js';
import {record, records, string} from '../../facts/read.js';

/**
 * Whether a mount is the host's root with what is mounted on it, /proc and /sys among that: binds of the engine are recursive unless
 * `bind-recursive=disabled` was asked for, those of a volume's `o=bind` are not.
 * @source moby daemon/oci_linux.go (withMounts); mount(8)
 */
export function isRootWithSubmounts({raw}: ContainerFacts, {kind, realSource, destination}: MountFacts): boolean {
	if (kind !== 'bind' || realSource !== '/') return false;
	const asked = records(record(raw.HostConfig)['Mounts']).find(({Target: target}) => string(target) === destination);
	return record(asked?.['BindOptions'])['NonRecursive'] !== true;
}
