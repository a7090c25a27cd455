import {type ExecutedProgram, isRecord, type SafeText, sanitise} from '../../../base/index.js';

/** Who used a capability, or executed a program, while a generation was recorded. */
export type Actors = {
	/** Short names of the programs that used the capability, or that started the program. */
	readonly by: readonly SafeText[];
	/** Real user ids in the container. */
	readonly uids: readonly number[];
	/** What the file of the program gives to anyone who executes it. */
	readonly raises: ExecutedProgram['raises'];
	/** Only what was started from outside: `docker exec`, a health check. */
	readonly onlyByExec: boolean;
};

/** Names, and user ids, that are kept. */
const most = 20;
const kinds = ['set-uid', 'set-gid', 'file capabilities'] as const;

/** Both together; the first itself where the second adds nothing. */
export function mergeActors(before: Actors | null, now: Actors | null): Actors | null {
	if (before === null || now === null) return before ?? now;
	const by = now.by.filter(name => !before.by.includes(name));
	const uids = now.uids.filter(uid => !before.uids.includes(uid));
	const raises = strongest(before.raises, now.raises);
	const onlyByExec = before.onlyByExec && now.onlyByExec;
	if (by.length === 0 && uids.length === 0 && raises === before.raises && onlyByExec === before.onlyByExec) return before;
	return {
		by: [...before.by, ...by].slice(0, most),
		uids: [...before.uids, ...uids].slice(0, most),
		raises,
		onlyByExec,
	};
}

/** A file that gives privileges may be replaced by one that does not; what could not be looked at may have been either. */
function strongest(one: Actors['raises'], other: Actors['raises']): Actors['raises'] {
	const known = kinds.find(kind => kind === one || kind === other);
	return known ?? (one === null ? other : one);
}

/** From a summary; `null` where it has none. */
export function readActors(value: unknown): Actors | null {
	if (!isRecord(value)) return null;
	const list = (name: string): unknown[] => (Array.isArray(value[name]) ? value[name].slice(0, most) : []);
	return {
		by: list('by').map(name => sanitise(typeof name === 'string' ? name : '')),
		uids: list('uids').filter(uid => typeof uid === 'number'),
		raises: value['raises'] === null ? null : (kinds.find(kind => kind === value['raises']) ?? 'unknown'),
		onlyByExec: value['onlyByExec'] !== false,
	};
}
