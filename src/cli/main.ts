import {setMaxListeners} from 'node:events';
import {EngineError, fileTrouble, firstFrame, maskSecrets, sanitise, takeUnforeseen, UsageError} from '../base/index.js';
import {type CommandLine, parseCommandLine} from './command-line.js';
import type {CommandName} from './command-names.js';
import {exitStatus} from './exit-status.js';
import {type EndableByKey, listenForInterruption} from './interruption.js';
import type {Run} from './run.js';
import {writeAsAWhole} from './whole-output.js';

type Command = (run: Run) => Promise<number>;

/** Each command is loaded on demand: the start of the TUI must not pay for the reports. */
const commands: Record<CommandName, () => Promise<Command>> = {
	tui: async () => (await import('./tui/start-tui.js')).startTui,
	audit: async () => (await import('./audit/start-audit.js')).startAudit,
	inspect: async () => (await import('./inspect.js')).inspect,
	command: async () => (await import('./hardening/start-hardening.js')).command,
	harden: async () => (await import('./hardening/start-hardening.js')).harden,
	scan: async () => (await import('./scan/start-scan.js')).scan,
	survive: async () => (await import('./survive.js')).survive,
	events: async () => (await import('./events/events.js')).events,
	drift: async () => (await import('./drift/drift.js')).drift,
	record: async () => (await import('./record/record.js')).record,
	snapshot: async () => (await import('./snapshot.js')).snapshot,
	doctor: async () => (await import('./doctor/doctor.js')).doctor,
	sweep: async () => (await import('./sweep.js')).startSweep,
	freeze: async () => (await import('./freeze/freeze.js')).freeze,
	policy: async () => (await import('./policy.js')).policy,
	notify: async () => (await import('./notify/notify.js')).notify,
	config: async () => (await import('./config/show-configuration.js')).showConfiguration,
	completion: async () => (await import('./completion/completion.js')).completion,
	man: async () => (await import('./man.js')).man,
};

/** Commands that have nothing left to do once they have returned or failed: host data that is still being read is not needed. */
const leavingAtOnce: ReadonlySet<CommandName> = new Set<CommandName>([
	'audit',
	'inspect',
	'command',
	'drift',
	'survive',
	'policy',
	'config',
	'snapshot',
	'freeze',
	'doctor',
	'completion',
	'man',
]);

/** A plan only reads, unless it is tried out. */
const mayLeaveAtOnce = (line: CommandLine): boolean =>
	leavingAtOnce.has(line.command) || (line.command === 'harden' && !line.flag('rehearse') && line.value('observe') === null);

/** Milliseconds for what is in flight once an interrupted command has cleaned up: output that nothing reads, requests to a hanging engine. */
const grace = 500;

process.on('uncaughtException', leaveOnFault);
process.on('unhandledRejection', leaveOnFault);
const interruption = new AbortController();
const unsettled = (): void => {
	process.stderr.write('dockscope: unexpected failure: it ended without a result. Please report this as a bug.\n');
};
process.exitCode = exitStatus.unforeseen;
process.once('beforeExit', unsettled);
main(process.argv.slice(2)).then(status => {
	process.off('beforeExit', unsettled);
	process.exitCode = status;
	if (interruption.signal.aborted) setTimeout(() => process.exit(status), grace).unref();
});

/**
 * Ends the program when all output is written. Otherwise Node first tears down the heap: 40 ms after
 * an audit of 500 containers.
 */
async function leaveAtOnce(status: number): Promise<void> {
	for (const stream of [process.stdout, process.stderr]) await new Promise<void>(done => stream.write('', () => done()));
	process.exit(status);
}

async function main(argv: readonly string[]): Promise<number> {
	// Each request in flight adds a listener.
	setMaxListeners(0, interruption.signal);
	writeAsAWhole(process.stdout);
	process.stdout.on('error', leaveOnLostOutput);
	// A message that cannot be written changes no result: the status says what was found.
	process.stderr.on('error', () => undefined);
	let mayLeave = false;
	try {
		const line = parseCommandLine(argv);
		if (line.flag('help')) return await print((await import('./help.js')).helpText(line.command));
		if (line.flag('version')) return await print(`dockscope ${(await import('./version.js')).version}\n`);
		mayLeave = mayLeaveAtOnce(line);
		const command = await commands[line.command]();
		// A read-only command has nothing to clean up, and a hanging engine would delay it by its timeout of half a minute.
		const stop = mayLeave ? () => process.exit(exitStatus.interrupted) : () => interruption.abort();
		const {signal} = interruption;
		// The terminal UI has its own way to exit.
		const endableByKey: EndableByKey = line.command === 'tui' ? act => act(signal) : listenForInterruption(stop, signal);
		const found = await command({
			line,
			stdin: process.stdin,
			stdout: process.stdout,
			stderr: process.stderr,
			env: process.env,
			signal,
			endableByKey,
		});
		const status = withFaults(found);
		if (mayLeave) await leaveAtOnce(status);
		// A reader of its output that does not read would hold up the end; what it could take is written.
		if (line.command === 'record' && process.stdout.writableLength > 0) process.exit(status);
		return status;
	} catch (error) {
		const status = interruption.signal.aborted ? exitStatus.interrupted : failed(error);
		if (mayLeave) await leaveAtOnce(status);
		return status;
	}
}

function failed(error: unknown): number {
	const status = statusOf(error);
	const said = status !== exitStatus.unforeseen && error instanceof Error ? error.message : fault(error);
	// A message from an engine, a proxy or a file may contain a password or a terminal sequence.
	process.stderr.write(`dockscope: ${said.split('\n').map(maskSecrets).join('\n')}\n`);
	return withFaults(status);
}

/**
 * Reports on stderr what failed and was skipped, and returns the exit status for it. A reached threshold stays: findings
 * count whatever else happened.
 */
function withFaults(status: number): number {
	const faults = takeUnforeseen();
	for (const line of faults) process.stderr.write(`dockscope: ${line}\n`);
	const hides: readonly number[] = [exitStatus.done, exitStatus.engine, exitStatus.scanner];
	return faults.length > 0 && hides.includes(status) ? exitStatus.unforeseen : status;
}

/** Handles uncaught errors. The TUI has its own way to exit, with a terminal to restore. */
function leaveOnFault(error: unknown): void {
	if (process.listenerCount('uncaughtException') > 1) return;
	process.exit(failed(error));
}

/**
 * `dockscope audit | head` needs no message, but a gate must not pass before it has judged: as other programs, which SIGPIPE ends. A command that
 * goes on without its output listens too.
 */
function leaveOnLostOutput(error: NodeJS.ErrnoException): void {
	if (process.stdout.listenerCount('error') > 1) return;
	if (error.code === 'EPIPE') process.exit(exitStatus.brokenPipe);
	process.stderr.write(`dockscope: cannot write the result to stdout: ${fileTrouble(error)}\n`);
	process.exit(exitStatus.usage);
}

/** One line; of the message, which may quote what it failed on, only what identifies the error. */
function fault(error: unknown): string {
	const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
	const line = sanitise(said.split('\n')[0] ?? '').slice(0, 200);
	return isOfSystem(error)
		? `${fileTrouble(error)} (${line})`
		: `unexpected failure: ${line}${firstFrame(error)}. Please report this as a bug.`;
}

/** An error of the system: no space, too many open files. */
function isOfSystem(error: unknown): boolean {
	return error instanceof Error && 'syscall' in error;
}

function statusOf(error: unknown): number {
	if (error instanceof UsageError) return exitStatus.usage;
	if (error instanceof EngineError) return error.kind === 'bad-address' ? exitStatus.usage : exitStatus.engine;
	return exitStatus.unforeseen;
}

function print(text: string): Promise<number> {
	return new Promise(resolve => process.stdout.write(text, () => resolve(exitStatus.done)));
}
