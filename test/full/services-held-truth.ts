import {type AuditLog, listenToAudit} from './services-held-audit.js';
import type {HeldEngine} from './services-held-engine.js';
import type {HeldService} from './services-held-kinds.js';

/** What `docker run` grants without options. */
const defaultCapabilities = [
	...['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'NET_BIND_SERVICE', 'NET_RAW', 'SETFCAP'],
	...['SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT'],
];

/** What a run without options shows, with which each trial is compared. */
type Control = {
	/** Until its work was done twice. */
	readonly seconds: number;
	/** Kinds of process. */
	readonly kinds: string;
	/** It ends on its stop signal. */
	readonly stops: boolean;
	/** It writes to the audit log of the host. */
	readonly records: boolean;
};

const idOf = (held: HeldEngine, name: string): Promise<string> => held.engine.docker('inspect', '--format', '{{.Id}}', name);

async function control(held: HeldEngine, service: HeldService, audit: AuditLog): Promise<Control> {
	const name = `${service.name}-control`;
	const began = Date.now();
	await held.start(name, service);
	try {
		const mark = await held.works(name, service, 90);
		const kinds = await held.kinds(name);
		await held.worksAfterRestart(name, service, mark, 90);
		const seconds = (Date.now() - began) / 1000;
		return {kinds, seconds, stops: await held.stops(name), records: audit.has(await idOf(held, name))};
	} finally {
		await held.remove(name);
	}
}

/**
 * A program that runs under another user or group than in the control, or `null`. Programs that only one of them shows are no
 * difference: what comes and goes is judged by the work.
 */
export function otherIdentity(control: string, now: string): string | null {
	const identities = (kinds: string, program: string): string =>
		kinds
			.split(' ')
			.filter(kind => kind.split(':')[0] === program)
			.join(' ');
	for (const program of new Set(now.split(' ').map(kind => kind.split(':')[0] ?? ''))) {
		const expected = identities(control, program);
		const seen = identities(now, program);
		if (expected !== '' && expected !== seen) return `runs as ${seen} instead of ${expected}`;
	}
	return null;
}

/** A process that may not signal the others leaves them to be killed, whatever they are doing. */
export const killedAtStop = 'it no longer ends on its stop signal';

/** Why it does not do its work with only these capabilities, or `null` when it does. */
async function fails(
	held: HeldEngine,
	service: HeldService,
	{kinds, seconds, stops, records}: Control,
	audit: AuditLog,
	capabilities: readonly string[],
	name: string,
	patience = service.slow ? 90 : Math.max(15, seconds),
): Promise<string | null> {
	try {
		await held.start(name, service, capabilities);
		const mark = await held.works(name, service, patience);
		const changed = otherIdentity(kinds, await held.kinds(name));
		if (changed !== null) return changed;
		await held.worksAfterRestart(name, service, mark, patience);
		if (stops && !(await held.stops(name))) return killedAtStop;
		return records && !audit.has(await idOf(held, name)) ? 'its records are missing in the audit log of the host' : null;
	} catch (error) {
		return error instanceof Error ? error.message : String(error);
	} finally {
		await held.remove(name);
	}
}

/** All that it is granted when its owner starts it. */
export const grantedTo = ({added}: HeldService): string[] => [...defaultCapabilities, ...(added ?? [])];

/**
 * The fewest capabilities with which the client's work is done by the same kinds of process, also after a restart, which it needs to end
 * when it is asked to, and to record its logins in the audit log of the host. The work is done with `among` only, then without each of them in turn; what failed is tried again with more patience.
 *
 * @param among  `grantedTo(service)`, or a smaller set that is to be confirmed
 * @returns the set, with why each is needed; throws when `among`, or what remains of it, is not enough
 */
export async function leaveOneOut(
	held: HeldEngine,
	service: HeldService,
	among: readonly string[],
	sideBySide = service.slow ? 16 : 4,
): Promise<Map<string, string>> {
	const audit = await listenToAudit(held.tree);
	try {
		return await leaveOut(held, service, among, sideBySide, audit);
	} finally {
		await audit.stop();
	}
}

async function leaveOut(
	held: HeldEngine,
	service: HeldService,
	among: readonly string[],
	sideBySide: number,
	audit: AuditLog,
): Promise<Map<string, string>> {
	const before = await control(held, service, audit);
	const trial = (capabilities: readonly string[], name: string, seconds?: number): Promise<string | null> =>
		fails(held, service, before, audit, capabilities, `${service.name}-${name}`, seconds);
	const needed = new Map<string, string>();
	const waiting = [...among];
	const worker = async (): Promise<void> => {
		for (let capability = waiting.shift(); capability !== undefined; capability = waiting.shift()) {
			const rest = among.filter(one => one !== capability);
			const name = `without-${capability.toLowerCase()}`;
			const hasty = await trial(rest, name, service.slow ? 90 : Math.max(6, before.seconds / 3));
			const why = hasty === null ? null : await trial(rest, name);
			if (why !== null) needed.set(capability, why);
		}
	};
	await Promise.all(Array.from({length: sideBySide}, worker));
	const least = [...needed.keys()].sort();
	const why = await trial(least, 'least');
	if (why !== null) throw new Error(`${service.name} does not work with ${least.join(' ') || 'no capability'}: ${why}`);
	return needed;
}
