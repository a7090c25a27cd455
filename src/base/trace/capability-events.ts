import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {type Known, known, unknown} from '../answers/index.js';
import {type Capability, capabilityNames} from '../facts/capability-names.js';
import {addProbes, canProbe, probeEvent} from './kernel-probes.js';
import {entryEvent, resultEvent} from './trace-events.js';

/** Below `events/`, with its filter. `hasStacks`: `stacksOf` can be its trigger. */
export type TracedEvent = {readonly path: string; readonly filter: string; readonly hasStacks?: true};

/** SYS_ADMIN is checked on every mmap and exec, and denied there although no program asked for it. */
const noise = {atOnce: 'cap != 21 || ret == 0', atEntry: 'cap != 21 || opts == 0'};

/** What starts containers may do everything, and asks for memory all the time: its stacks would only fill the trace. */
const runtimes = ['*runc*', '*crun*', 'containerd*', 'dockerd*', 'conmon*', 'podman*', 'exe'];

/** The trigger by which the granted checks of these are recorded with their stack. @source kernel Documentation/trace/events.rst 5, 6.2 */
export function stacksOf(capabilities: ReadonlySet<Capability>): string {
	const which = [...capabilities].map(one => `cap == ${capabilityNames.indexOf(one)}`).join(' || ');
	return `stacktrace if ret == 0 && (${which})${runtimes.map(name => ` && !(COMM ~ "${name}")`).join('')}`;
}

/**
 * The events that a trace instance enables to see the kernel's capability checks: the tracepoint of Linux 6.14 and later; before it, probes on
 * the function that has it: one at its entry, which shows the request, one at its return, which shows the result.
 *
 * @param root  of tracefs
 * @param name  of the trace; must be unique
 * @source security/commoncap.c `cap_capable(cred, targ_ns, cap, opts)`
 */
export function capabilityEvents(root: string, name: string): Known<readonly TracedEvent[]> {
	const tracepoint = 'capability/cap_capable';
	if (existsSync(join(root, 'events', tracepoint))) return known([{path: tracepoint, filter: noise.atOnce, hasStacks: true}]);
	if (!canProbe(root))
		return unknown(
			'trace',
			'the kernel has neither the tracepoint capability:cap_capable (Linux 6.14) nor kprobe events (CONFIG_KPROBE_EVENTS): capabilities are not traced',
		);
	const refused = addProbes(root, name, {
		function: 'cap_capable',
		entry: [entryEvent, 'cred=$arg1:x64 cap=$arg3:s32 opts=$arg4:x32'],
		result: resultEvent,
	});
	if (refused !== null) return unknown('trace', `the kernel refuses a kprobe on cap_capable: ${refused}`);
	return known([
		{path: probeEvent(name, entryEvent), filter: noise.atEntry},
		{path: probeEvent(name, resultEvent), filter: 'ret == 0'},
	]);
}
