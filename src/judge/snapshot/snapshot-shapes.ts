import {type ContainerInspect, type ImageInspect, isRecord, type VolumeInspect} from '../../base/index.js';
import type {Snapshot} from './snapshot.js';

/** Says what is wrong with a file, and where. @throws SnapshotError */
export type Complain = (what: string) => never;

/** Every field of an answer is optional, so any object is acceptable; the facts check each field that they read. */
export const isAnswer = <T extends object>(value: unknown): value is T => isRecord(value);

export const isContainer = (value: unknown): value is ContainerInspect & Record<string, unknown> =>
	isRecord(value) && typeof value['Id'] === 'string' && value['Id'] !== '';

export const isVolume = (value: unknown): value is VolumeInspect & Record<string, unknown> =>
	isRecord(value) && typeof value['Name'] === 'string' && typeof value['Mountpoint'] === 'string' && !('HostConfig' in value);

export const isImage = (value: unknown): value is ImageInspect =>
	isRecord(value) && typeof value['Id'] === 'string' && value['Id'] !== '';

/** What a value is, for a message: `a list`, `an object`, `a number`. */
export function nameOf(value: unknown): string {
	if (value === null) return 'null';
	return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** The containers, each of which may be listed once. */
export function distinct(containers: Snapshot['containers'], complain: Complain): Snapshot['containers'] {
	const seen = new Set<string>();
	for (const {inspect} of containers) {
		if (seen.has(inspect.Id)) return complain(`the container ${inspect.Id.slice(0, 12)} is listed twice`);
		seen.add(inspect.Id);
	}
	return containers;
}
