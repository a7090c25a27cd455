import {hostname} from 'node:os';
import type {EngineWriter} from '../../engine/writer.js';
import {sweepTraces} from '../trace/capability-tracer.js';
import {pidNamespace, startOf} from '../trace/process-identity.js';
import {rehearsalLabel} from './labels.js';

const ownerLabel = 'dockscope.owner';
const expiryLabel = 'dockscope.expires';
/** Seconds; a rehearsal that takes longer is given up before. */
const lifetime = 20 * 60;

/** Labels of everything a rehearsal creates: of which container, who made it, until when it may be there. */
export function twinLabels(original: string, now: number): Record<string, string> {
	return {
		[rehearsalLabel]: original.slice(0, 12),
		[ownerLabel]: `${here()}/${process.pid}/${startOf(process.pid)}`,
		[expiryLabel]: String(Math.floor(now / 1000) + lifetime),
	};
}

/**
 * Removes what an earlier dockscope left behind: twins whose maker is gone (on this host), or whose time is over. Twins of a
 * dockscope that still runs are left alone. Gives their number.
 */
export async function sweepLeftovers(writer: Pick<EngineWriter, 'labelled' | 'remove'>, now: number): Promise<number> {
	const leftovers = (await writer.labelled(rehearsalLabel)).filter(({labels}) => isLeft(labels, now));
	for (const {id} of leftovers) await writer.remove(id);
	sweepTraces();
	return leftovers.length;
}

function isLeft(labels: Readonly<Record<string, string>>, now: number): boolean {
	if (Number(labels[expiryLabel] ?? 0) * 1000 < now) return true;
	const [host, pid = '', start] = (labels[ownerLabel] ?? '').split('/');
	return host === here() && startOf(Number(pid)) !== start;
}

/** Where process numbers mean the same: this host, this pid namespace. */
const here = (): string => `${hostname()}${pidNamespace()}`;
