import * as v from 'valibot';
import {finiteSchema, safeTextSchema} from '../../../base/index.js';

/** Names, and user ids, that are kept. */
const MAX_ACTORS = 20;
const kinds = ['set-uid', 'set-gid', 'file capabilities'] as const;

/** Who used a capability, or executed a program, while a generation was recorded. */
export const actorsSchema = v.pipe(
	v.object({
		/** Short names of the programs that used the capability, or that started the program. */
		by: v.pipe(v.array(safeTextSchema), v.maxLength(MAX_ACTORS), v.readonly()),
		/** Real user ids in the container. */
		uids: v.pipe(v.array(finiteSchema), v.maxLength(MAX_ACTORS), v.readonly()),
		/** What the file of the program gives to anyone who executes it. */
		raises: v.nullable(v.picklist([...kinds, 'unknown'])),
		/** Only what was started from outside: `docker exec`, a health check. */
		onlyByExec: v.boolean(),
	}),
	v.readonly(),
);
export type Actors = v.InferOutput<typeof actorsSchema>;

/** Both together; the first itself where the second adds nothing. */
export function mergeActors(before: Actors | null, now: Actors | null): Actors | null {
	if (before === null || now === null) return before ?? now;
	const by = now.by.filter(name => !before.by.includes(name));
	const uids = now.uids.filter(uid => !before.uids.includes(uid));
	const raises = strongest(before.raises, now.raises);
	const onlyByExec = before.onlyByExec && now.onlyByExec;
	if (by.length === 0 && uids.length === 0 && raises === before.raises && onlyByExec === before.onlyByExec) return before;
	return {
		by: [...before.by, ...by].slice(0, MAX_ACTORS),
		uids: [...before.uids, ...uids].slice(0, MAX_ACTORS),
		raises,
		onlyByExec,
	};
}

/** A file that gives privileges may be replaced by one that does not; what could not be looked at may have been either. */
function strongest(one: Actors['raises'], other: Actors['raises']): Actors['raises'] {
	const known = kinds.find(kind => kind === one || kind === other);
	return known ?? (one === null ? other : one);
}
