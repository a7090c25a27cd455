import {appendFileSync, existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {errorText} from '../text/error-text.js';

/** Calls that may be in progress at the same time, one per task, before a probe on a return misses some: those are counted. */
const maxActive = 512;

const listOf = (root: string): string => join(root, 'kprobe_events');
/** Only letters, digits and `_` are allowed in a group name. */
const groupOf = (name: string): string => name.replaceAll('-', '_');

export type ProbedFunction = {
	/** Of the kernel. */
	readonly function: string;
	/** Name of the event at its entry, and what it shows. */
	readonly entry: readonly [event: string, shows: string];
	/** Name of the event at its return, which shows `ret`. */
	readonly result: string;
};

/** Whether this kernel can have probes. */
export const canProbe = (root: string): boolean => existsSync(listOf(root));

/** A probe's event below `events/`. */
export const probeEvent = (name: string, event: string): string => `${groupOf(name)}/${event}`;

/**
 * Probes a kernel function for one trace. The events are in the kernel for every trace to use, so they have the trace's random name, and must be
 * removed.
 *
 * @returns why the kernel refuses; `null` when they are there
 * @source kernel Documentation/trace/kprobetrace.rst
 */
export function addProbes(
	root: string,
	name: string,
	{function: probed, entry: [entry, shows], result}: ProbedFunction,
): string | null {
	try {
		appendFileSync(listOf(root), `p:${probeEvent(name, entry)} ${probed} ${shows}\n`);
		appendFileSync(listOf(root), `r${maxActive}:${probeEvent(name, result)} ${probed} ret=$retval:s32\n`);
		return null;
	} catch (error) {
		for (const event of [entry, result]) removeProbe(root, probeEvent(name, event));
		return errorText(error);
	}
}

/** Events of the probes that a trace has now. */
function probesOf(root: string, name: string): string[] {
	if (!canProbe(root)) return [];
	const definitions = readFileSync(listOf(root), 'utf8').split('\n');
	return definitions
		.flatMap(line => /^[pr]\d*:(\S+) /.exec(line)?.[1] ?? [])
		.filter(event => event.startsWith(`${groupOf(name)}/`));
}

export const hasProbesOf = (root: string, name: string): boolean => probesOf(root, name).length > 0;

/** Removes the probes of a trace; returns whether they are gone. Those still used by an instance are left for the next sweep. */
export const removeProbesOf = (root: string, name: string): boolean =>
	probesOf(root, name).every(event => removeProbe(root, event));

function removeProbe(root: string, event: string): boolean {
	try {
		// Appended: opening the file for overwriting would delete the probes of every program.
		appendFileSync(listOf(root), `-:${event}\n`);
		return true;
	} catch (error) {
		// It was not added.
		if (!readFileSync(listOf(root), 'utf8').includes(`:${event} `)) return true;
		process.emitWarning(`the probe ${event} could not be removed: ${errorText(error)}`);
		return false;
	}
}

/** Calls that probes with these events have missed. The kernel lists `event hits misses`, without the group. */
export function missedByProbes(root: string, events: readonly string[]): number {
	const profile = join(root, 'kprobe_profile');
	if (!existsSync(profile)) return 0;
	return readFileSync(profile, 'utf8')
		.split('\n')
		.map(line => line.trim().split(/\s+/))
		.filter(([event = '']) => events.includes(event.replace(/^.*\//, '')))
		.reduce((sum, fields) => sum + (Number(fields.at(-1)) || 0), 0);
}
