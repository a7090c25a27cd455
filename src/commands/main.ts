import {setMaxListeners} from 'node:events';
import {EngineError} from '../engine/engine-error.js';
import {fileTrouble} from '../terminal/file-trouble.js';
import {sanitise} from '../terminal/sanitise.js';
import {UsageError} from '../terminal/usage-error.js';
import {parseCommandLine} from './command-line.js';
import type {CommandName} from './command-names.js';
import {exitStatus} from './exit-status.js';
import type {Run} from './run.js';

type Command = (run: Run) => Promise<number>;

/** Each command is loaded when it is asked for: the inspector's start must not pay for the reports. */
const commands: Record<CommandName, () => Promise<Command>> = {
	tui: async () => (await import('./inspector/start-inspector.js')).startInspector,
	audit: async () => (await import('./audit/start-audit.js')).startAudit,
	inspect: async () => (await import('./inspect.js')).inspect,
	command: async () => (await import('./hardening/start-hardening.js')).command,
	harden: async () => (await import('./hardening/start-hardening.js')).harden,
	scan: async () => (await import('./scan/start-scan.js')).scan,
	events: async () => (await import('./events.js')).events,
	snapshot: async () => (await import('./snapshot.js')).snapshot,
	doctor: async () => (await import('./doctor.js')).doctor,
	sweep: async () => (await import('./sweep.js')).startSweep,
	policy: async () => (await import('./policy.js')).policy,
};

/** Commands with nothing left to be done once they have returned, or failed: what is still read of the host then is for nobody. */
const leavingAtOnce: ReadonlySet<CommandName> = new Set(['audit', 'inspect', 'command', 'policy']);

main(process.argv.slice(2)).then(status => {
	process.exitCode = status;
});

/**
 * Ends the program when all that was written is out. Where it ends by itself, Node first takes the heap apart piece by piece: 40 ms after
 * an audit of 500 containers.
 */
async function leaveAtOnce(status: number): Promise<void> {
	for (const stream of [process.stdout, process.stderr]) await new Promise<void>(done => stream.write('', () => done()));
	process.exit(status);
}

async function main(argv: readonly string[]): Promise<number> {
	const interruption = new AbortController();
	// Each request in flight listens.
	setMaxListeners(0, interruption.signal);
	process.stdout.on('error', leaveOnLostOutput);
	let mayLeave = false;
	try {
		const line = parseCommandLine(argv);
		if (line.flag('help')) return await print((await import('./help.js')).helpText(line.command));
		if (line.flag('version')) return await print(`dockscope ${(await import('./version.js')).version}\n`);
		mayLeave = leavingAtOnce.has(line.command);
		const command = await commands[line.command]();
		// What only reads has nothing to put in order; an engine that hangs would keep it for its patience, half a minute.
		const stop = mayLeave ? () => process.exit(exitStatus.interrupted) : () => interruption.abort();
		if (line.command !== 'tui') for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop);
		const status = await command({
			line,
			stdin: process.stdin,
			stdout: process.stdout,
			stderr: process.stderr,
			env: process.env,
			signal: interruption.signal,
		});
		if (mayLeave) await leaveAtOnce(status);
		return status;
	} catch (error) {
		const status = interruption.signal.aborted ? exitStatus.interrupted : failed(error);
		if (mayLeave) await leaveAtOnce(status);
		return status;
	}
}

function failed(error: unknown): number {
	process.stderr.write(`dockscope: ${messageOf(error)}\n`);
	return statusOf(error);
}

/** `dockscope audit | head` is not a failure of ours. */
function leaveOnLostOutput(error: NodeJS.ErrnoException): void {
	if (error.code === 'EPIPE') process.exit(exitStatus.done);
	process.stderr.write(`dockscope: cannot write the result: ${fileTrouble(error)}\n`);
	process.exit(exitStatus.usage);
}

function messageOf(error: unknown): string {
	if (error instanceof UsageError || error instanceof EngineError) return error.message;
	// Not foreseen: the stack helps whoever reports it, and stays one readable block.
	return error instanceof Error
		? `unexpected failure: ${sanitise(error.message)}\n${sanitiseStack(error)}`
		: `unexpected failure: ${sanitise(String(error))}`;
}

// A function and no constant: `main` runs before the constants below it exist.
function sanitiseStack({stack = ''}: Error): string {
	const frames = stack.split('\n').slice(1, 6);
	return frames.map(frame => `  ${sanitise(frame.trim())}`).join('\n');
}

function statusOf(error: unknown): number {
	if (error instanceof UsageError) return exitStatus.usage;
	if (error instanceof EngineError) return error.kind === 'bad-address' ? exitStatus.usage : exitStatus.engine;
	return exitStatus.threshold;
}

function print(text: string): Promise<number> {
	return new Promise(resolve => process.stdout.write(text, () => resolve(exitStatus.done)));
}
