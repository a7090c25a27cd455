import {type Known, known, unknown} from '../../answers/index.js';
import type {Capability, ProcessTruth} from '../../facts/index.js';

/** What /proc shows of a plain container's first process, with what an example changes. For the examples of the rules. */
export const truthExample = (changes: Partial<ProcessTruth>): Known<ProcessTruth> =>
	known({
		pid: 4711,
		effective: new Set<Capability>(['CHOWN']),
		bounding: new Set<Capability>(['CHOWN']),
		noNewPrivileges: false,
		seccomp: 2,
		uids: [0, 0, 0, 0],
		gids: [0, 0, 0, 0],
		uidMapIsIdentity: true,
		label: null,
		listening: unknown('host:/proc/net', 'not part of this example'),
		...changes,
	});
