import type {HeldEngine} from './services-held-engine.js';
import type {HeldService} from './services-held-kinds.js';

/** What `docker run` grants without options. */
export const defaultCapabilities = [
	...['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'NET_BIND_SERVICE', 'NET_RAW', 'SETFCAP'],
	...['SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT'],
];

/** The first of `seconds` and the kinds of process of a run without options, with which each trial is compared. */
export type Control = {readonly kinds: string; readonly seconds: number};

export async function control(held: HeldEngine, service: HeldService): Promise<Control> {
	const name = `${service.name}-control`;
	const began = Date.now();
	await held.start(name, service);
	try {
		const mark = await held.works(name, service, 90);
		const kinds = await held.kinds(name);
		await held.worksAfterRestart(name, service, mark, 90);
		return {kinds, seconds: (Date.now() - began) / 1000};
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

/** Why it does not do its work with only these capabilities, or `null` when it does. */
export async function fails(
	held: HeldEngine,
	service: HeldService,
	{kinds, seconds}: Control,
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
		return null;
	} catch (error) {
		return error instanceof Error ? error.message : String(error);
	} finally {
		await held.remove(name);
	}
}

/**
 * The fewest capabilities with which the client's work is done by the same kinds of process, also after a restart: each default one
 * is taken away in turn, what failed is tried again, and the rest is tried together.
 *
 * @returns the set, with why each is needed; throws when the set is not enough
 */
export async function leaveOneOut(
	held: HeldEngine,
	service: HeldService,
	sideBySide = service.slow ? 16 : 4,
): Promise<Map<string, string>> {
	const before = await control(held, service);
	const needed = new Map<string, string>();
	if ((await fails(held, service, before, [], `${service.name}-none`)) === null) return needed;
	const granted = [...defaultCapabilities, ...(service.added ?? [])];
	const waiting = [...granted];
	const worker = async (): Promise<void> => {
		for (let capability = waiting.shift(); capability !== undefined; capability = waiting.shift()) {
			const rest = granted.filter(one => one !== capability);
			const name = `${service.name}-${capability.toLowerCase()}`;
			// What fails in haste is asked again with patience.
			const why = await fails(held, service, before, rest, name, service.slow ? 90 : Math.max(6, before.seconds / 3));
			if (why === null) continue;
			const again = await fails(held, service, before, rest, name);
			if (again !== null) needed.set(capability, again);
		}
	};
	await Promise.all(Array.from({length: sideBySide}, worker));
	const why = await fails(held, service, before, [...needed.keys()], `${service.name}-least`);
	if (why !== null) throw new Error(`${service.name} does not work with ${[...needed.keys()].join(' ')} alone: ${why}`);
	return needed;
}
