import {execFile} from 'node:child_process';
import {existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {type Known, known, unknown} from '../../answers/index.js';
import {openTree} from '../../host/host-tree.js';
import {processesNamed} from '../../host/process-table.js';
import {pidNamespace, startOf} from './process-identity.js';
import {parseTrace, type TraceEvent} from './trace-lines.js';

const run = promisify(execFile);
const roots = ['/sys/kernel/tracing', '/sys/kernel/debug/tracing'];
/** Checked on every mmap and exec, and denied there without anybody having asked for it. */
const noise = 'cap != 21 || ret == 0';

export type CapabilityTracer = {
	/** Everything seen since `begin`. */
	events(): TraceEvent[];
	/** Events that the buffer had no room for: then the trace may lack something. */
	lost(): number;
	close(): void;
};

/**
 * Begins to record capability checks, forks and execs of the given processes and of all that they start, in a tracefs instance of
 * its own. Needs root, Linux 6.14 and a local engine. Where tracefs is not mounted it is mounted, which the consent to a rehearsal
 * covers.
 */
export async function traceCapabilities(what: string, pids: readonly number[]): Promise<Known<CapabilityTracer>> {
	const root = await tracefs();
	if (root === null) return unknown('trace', 'tracefs is not there: it needs root, and a kernel with tracing');
	if (!existsSync(join(root, 'events/capability/cap_capable')))
		return unknown('trace', 'the kernel has no tracepoint capability:cap_capable (Linux 6.14): capabilities are not traced');

	const instance = join(root, 'instances', `${prefix()}${process.pid}-${what}`);
	const write = (file: string, text: string): void => writeFileSync(join(instance, file), text);
	try {
		mkdirSync(instance, {recursive: true});
		write('buffer_size_kb', '8192');
		write('events/capability/cap_capable/filter', noise);
		write('options/event-fork', '1');
		write('set_event_pid', pids.flatMap(threads).join(' '));
		for (const event of ['capability/cap_capable', 'sched/sched_process_fork', 'sched/sched_process_exec'])
			write(`events/${event}/enable`, '1');
		write('tracing_on', '1');
	} catch (error) {
		closeInstance(instance);
		return unknown('trace', `tracefs refuses: ${error instanceof Error ? error.message : 'unknown error'}`);
	}
	return known({
		// Somebody may take tracefs away: what is gone counts as lost.
		events: () => (existsSync(instance) ? parseTrace(readFileSync(join(instance, 'trace'), 'utf8')) : []),
		lost: () => (existsSync(instance) ? overruns(instance) : 1),
		close: () => closeInstance(instance),
	});
}

/** Processes that start containers: whatever they fork is followed. */
export function containerStarters(): number[] {
	return [...processesNamed(openTree('/'), new Set(['containerd', 'conmon', 'podman'])).values()].flat();
}

/** Of our own process: another pid namespace has other processes under the same numbers. */
const prefix = (): string => `dockscope-${/\d+/.exec(pidNamespace())?.[0] ?? 0}-`;

/** Instances that a killed dockscope of this pid namespace left behind. */
export function sweepTraces(): void {
	for (const root of roots) {
		const instances = join(root, 'instances');
		if (!existsSync(instances)) continue;
		for (const name of readdirSync(instances)) {
			const owner = Number(name.slice(prefix().length).split('-')[0]);
			if (name.startsWith(prefix()) && startOf(owner) === '') closeInstance(join(instances, name));
		}
	}
}

async function tracefs(): Promise<string | null> {
	const mounted = (): string | undefined => roots.find(root => existsSync(join(root, 'instances')));
	const there = mounted();
	if (there !== undefined) return there;
	if (process.getuid?.() !== 0 || !existsSync('/sys/kernel/tracing')) return null;
	const done = await run('mount', ['-t', 'tracefs', 'none', '/sys/kernel/tracing'], {timeout: 5000}).then(
		() => true,
		() => false,
	);
	return done ? (mounted() ?? null) : null;
}

function threads(pid: number): number[] {
	const list = openTree('/').list(`/proc/${pid}/task`);
	return list.known && list.value !== null ? list.value.map(Number) : [];
}

function overruns(instance: string): number {
	return readdirSync(join(instance, 'per_cpu')).reduce((sum, cpu) => {
		const text = readFileSync(join(instance, 'per_cpu', cpu, 'stats'), 'utf8');
		return sum + Number(/^overrun: (\d+)/m.exec(text)?.[1] ?? 0);
	}, 0);
}

/** An instance that is gone already is as good as removed; one that is busy is left for the next sweep. */
function closeInstance(instance: string): void {
	if (!existsSync(instance)) return;
	try {
		writeFileSync(join(instance, 'events/enable'), '0');
		rmdirSync(instance);
	} catch (error) {
		process.emitWarning(
			`the trace ${instance} could not be removed: ${error instanceof Error ? error.message : 'unknown error'}`,
		);
	}
}
