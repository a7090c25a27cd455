import {type ContainerFacts, type EngineFacts, type ImageFacts, parseUser, type UserFacts} from '../../../base/index.js';
import {fromProc, fromTop} from '../rule.js';
import type {Evidence} from '../verdict.js';
import {rootProcesses} from './root-processes.js';

export type EffectiveUser = {readonly root: number; readonly all: number; readonly evidence: Evidence};

/** How many of its processes, or at least whether the first of them, run as root; `null` when that was not seen or a user namespace hides it. */
export function effectiveUser(container: ContainerFacts, engine: EngineFacts): EffectiveUser | null {
	const {processes, truth} = container;
	if (processes.known && processes.value.length > 0) {
		const root = rootProcesses(container, engine, processes.value)?.length;
		const all = processes.value.length;
		if (root !== undefined) return {root, all, evidence: fromTop('uid 0', `${root} of ${all} processes`)};
	}
	if (!truth.known || truth.value.uidMapIsIdentity !== true) return null;
	const {uids} = truth.value;
	return {root: uids.includes(0) ? 1 : 0, all: 1, evidence: fromProc('status Uid', uids.map(String))};
}

/** Why the uid of a user, or the group that goes with it, is not known. */
export function whyUserUnknown({configured, uid}: UserFacts, image: ImageFacts | null): string {
	const {group = ''} = parseUser(configured);
	if (uid !== null && group !== '') return `the gid of ${group} is only in the image's group file, which is not read`;
	if (image?.accounts.known === true) return `the image's passwd file has no ${configured}: it cannot start as that user`;
	const {which, of} = uid === null ? {which: 'uid', of: configured} : {which: 'gid', of: `uid ${uid}`};
	const unread = image === null ? 'which could not be inspected' : `which was not read (${image.accounts.reason.reason})`;
	return `the ${which} of ${of} is only in the image's passwd file, ${unread}`;
}
