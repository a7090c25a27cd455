import {type Capability, MAX_LINE_LENGTH, trimEndOf} from '../../base/index.js';

/** Words with which programs complain about missing permissions, space or a writable path. */
const complaint =
	/permission denied|not permitted|read-only file system|not writable|\bEPERM\b|\bEACCES\b|\bEROFS\b|no space left|cannot allocate memory|can(?:'t|not) (?:create|open|write|change|set|bind)|could not (?:create|open|write|change|set|bind)|failed to (?:create|open|write|change|set|bind)|resource temporarily unavailable/i;

/** Lines that complain, without parts that differ between runs: times, numbers, addresses. */
export function complaints(log: string): string[] {
	return linesOf(log).filter(line => complaint.test(line));
}

/** Complaints of a twin that its control did not have, except those with a harmless shape. */
export function newComplaints(log: string, control: string, harmless: ReadonlySet<string> = new Set()): string[] {
	const known = new Set(complaints(control).map(shape));
	return complaints(log).filter(line => !known.has(shape(line)) && !harmless.has(shape(line)));
}

/** A program may write lines of any length; messages are short. */
const linesOf = (log: string): string[] => log.split('\n').map(line => line.slice(0, MAX_LINE_LENGTH));

const trouble = /denied|permitted|permission|unable|can(?:'t|not)\b|could not|fail|error|fatal|abort|refus/i;

/** Whether a log has an error line that the control's has not: the reason why a program ended, other than a timeout. */
export function explainsFailure(log: string, control: string): boolean {
	const known = new Set(linesOf(control).map(shape));
	return linesOf(log).some(line => trouble.test(line) && !/time[ds]?[ -]?out/i.test(line) && !known.has(shape(line)));
}

/** Without parts that differ between runs: numbers, times, ids. */
export const shape = (line: string): string => line.replace(/\b(?=[a-f]*\d)[0-9a-f]{8,}\b|0x[0-9a-f]+|\d+/gi, '#').trim();

const capabilityHints: readonly {readonly says: RegExp; readonly needs: readonly Capability[]}[] = [
	{says: /chown|change owner|ownership/i, needs: ['CHOWN']},
	{
		says: /setgid|setgroups|initgroups|setre?s?gid|set (?:the )?group|change (?:the )?group|group id|drop(?:ping)? privileg|switch(?:ing)? (?:to )?user|su-exec|gosu/i,
		needs: ['SETGID', 'SETUID'],
	},
	{says: /setuid|seteuid|setre?s?uid|set (?:the )?user|change (?:to )?(?:the )?user|user id/i, needs: ['SETGID', 'SETUID']},
	{says: /chroot/i, needs: ['SYS_CHROOT']},
	{says: /audit/i, needs: ['AUDIT_WRITE']},
	{says: /raw socket|SOCK_RAW|icmp|\bping\b/i, needs: ['NET_RAW']},
	{
		says: /\bbind\b.*(?:permission|not permitted)|(?:permission|not permitted).*\bbind\b|privileged port/i,
		needs: ['NET_BIND_SERVICE'],
	},
	{says: /chmod|utimes?\b|set times|set permissions|change mode/i, needs: ['FOWNER']},
	{says: /\bkill\b|signal/i, needs: ['KILL']},
	{says: /mknod/i, needs: ['MKNOD']},
	{says: /setcap|file capabilit/i, needs: ['SETFCAP']},
];

export type Hints = {
	readonly capabilities: readonly Capability[];
	/** Paths that could not be written. */
	readonly paths: readonly string[];
	/** Access to a file was denied because of its ownership: DAC_OVERRIDE is the last resort. */
	readonly denied: boolean;
};

export const pathsOf = (line: string): string[] =>
	[...line.matchAll(/\/[A-Za-z0-9_.@+-]+(?:\/[A-Za-z0-9_.@+-]+)*/g)].map(([path]) => trimEndOf(path, '.:'));

export function hints(log: string): Hints {
	const lines = complaints(log);
	const capabilities = new Set<Capability>();
	const paths = new Set<string>();
	for (const line of lines) {
		if (/not permitted|permission denied|EPERM|EACCES|fail|can'?t|cannot|could not|unable/i.test(line))
			for (const {says, needs} of capabilityHints)
				if (says.test(line)) for (const capability of needs) capabilities.add(capability);
		if (
			/read-only file system|EROFS|permission denied|EACCES|not writable|can(?:'t|not) (?:create|open|write)|could not (?:create|open|write)/i.test(
				line,
			)
		)
			for (const path of pathsOf(line)) paths.add(path);
	}
	return {capabilities: [...capabilities], paths: [...paths], denied: lines.some(line => /permission denied|EACCES/i.test(line))};
}
