import {appendFileSync, existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {type Known, known, unknown} from '../answers/index.js';
import {errorText} from '../terminal/error-text.js';
import {entryEvent, resultEvent} from './trace-lines.js';

/** The events that a trace instance enables to see the kernel's capability checks. */
export type CapabilityEvents = {
	/** Below `events/`, each with its filter. */
	readonly events: readonly {readonly path: string; readonly filter: string}[];
	/** Checks that a probe missed. */
	missed(): number;
	/** To be called when no instance uses the events any more. Returns whether they are gone. */
	remove(): boolean;
};

/** SYS_ADMIN is checked on every mmap and exec, and denied there although no program asked for it. */
const noise = {atOnce: 'cap != 21 || ret == 0', atEntry: 'cap != 21 || opts == 0'};
/** Calls that may be in progress at the same time, one per task: more are missed, and counted. */
const maxActive = 512;

/**
 * The tracepoint of Linux 6.14 and later; before it, our own probes on the function that has it: one at its entry, which shows
 * the request, one at its return, which shows the result. The probes are in the kernel: they are removed again.
 *
 * @param root  of tracefs
 * @param name  of the trace; must be unique
 * @source kernel Documentation/trace/kprobetrace.rst; security/commoncap.c `cap_capable(cred, targ_ns, cap, opts)`
 */
export function capabilityEvents(root: string, name: string): Known<CapabilityEvents> {
	const tracepoint = 'capability/cap_capable';
	if (existsSync(join(root, 'events', tracepoint)))
		return known({events: [{path: tracepoint, filter: noise.atOnce}], missed: () => 0, remove: () => true});

	const definitions = join(root, 'kprobe_events');
	if (!existsSync(definitions))
		return unknown(
			'trace',
			'the kernel has neither the tracepoint capability:cap_capable (Linux 6.14) nor kprobe events (CONFIG_KPROBE_EVENTS): capabilities are not traced',
		);
	const group = groupOf(name);
	try {
		appendFileSync(definitions, `p:${group}/${entryEvent} cap_capable cred=$arg1:x64 cap=$arg3:s32 opts=$arg4:x32\n`);
		appendFileSync(definitions, `r${maxActive}:${group}/${resultEvent} cap_capable ret=$retval:s32\n`);
	} catch (error) {
		removeProbes(root, group);
		return unknown('trace', `the kernel refuses a kprobe on cap_capable: ${errorText(error)}`);
	}
	return known({
		events: [
			{path: `${group}/${entryEvent}`, filter: noise.atEntry},
			{path: `${group}/${resultEvent}`, filter: 'ret == 0'},
		],
		missed: () => missed(root, group),
		remove: () => removeProbes(root, group),
	});
}

/** Removes the probes of a trace; returns whether they are gone. Those still used by an instance are left for the next sweep. */
export const removeProbesOf = (root: string, name: string): boolean => removeProbes(root, groupOf(name));

/** Whether probes of the trace are defined now. */
export const hasProbesOf = (root: string, name: string): boolean =>
	[entryEvent, resultEvent].some(event => isDefined(root, groupOf(name), event));

function isDefined(root: string, group: string, event: string): boolean {
	const definitions = join(root, 'kprobe_events');
	return existsSync(definitions) && readFileSync(definitions, 'utf8').includes(`:${group}/${event} `);
}

function removeProbes(root: string, group: string): boolean {
	for (const event of [entryEvent, resultEvent]) {
		if (!isDefined(root, group, event)) continue;
		try {
			// Appended: opening the file for overwriting would delete the probes of every program.
			appendFileSync(join(root, 'kprobe_events'), `-:${group}/${event}\n`);
		} catch (error) {
			process.emitWarning(`the probe ${group}/${event} could not be removed: ${errorText(error)}`);
			return false;
		}
	}
	return true;
}

/** `event hits misses`, one per line. */
function missed(root: string, group: string): number {
	const profile = join(root, 'kprobe_profile');
	if (!existsSync(profile)) return 0;
	return readFileSync(profile, 'utf8')
		.split('\n')
		.map(line => line.trim().split(/\s+/))
		.filter(([event = '']) => event === `${group}/${resultEvent}` || event === `${group}/${entryEvent}` || event === resultEvent)
		.reduce((sum, fields) => sum + (Number(fields.at(-1)) || 0), 0);
}

/** Only letters, digits and `_` are allowed in a group name. */
const groupOf = (name: string): string => name.replaceAll('-', '_');
