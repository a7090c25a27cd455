import {homedir} from 'node:os';
import {
	contextNames,
	currentContext,
	DEFAULT_CONTEXT,
	dockerFolder,
	type EngineAddress,
	EngineError,
	type FoundEngine,
	findEngine,
	type SafeText,
	sanitise,
	showAddress,
	trusted,
	UsageError,
} from '../../base/index.js';
import type {EngineChoice} from '../../tui/index.js';
import type {Run} from '../run.js';

/** The Docker contexts on the command line, without duplicates. */
export const contextsOf = ({line}: Run): readonly string[] => [...new Set(line.list('context'))];

/** The context for a command that supports one engine only. @throws UsageError for several */
function contextOf(run: Run): string | undefined {
	const contexts = contextsOf(run);
	if (contexts.length > 1)
		throw new UsageError(
			`${run.line.command === 'tui' ? 'this' : run.line.command} takes one engine: use one --context. The terminal UI and audit take several.`,
		);
	return contexts[0];
}

/** The same run as if the command line named only that context. */
export const withContext = (run: Run, context: string): Run => ({
	...run,
	line: {...run.line, list: name => (name === 'context' ? [context] : run.line.list(name))},
});

/**
 * The engines that the user can switch between: the contexts on the command line, else the engine named there or in the environment,
 * and the contexts of the Docker configuration.
 *
 * @param open  the current context; absent: the engine that is found without one
 */
export async function listEngines(run: Run, open: string | undefined): Promise<readonly EngineChoice[]> {
	const named = contextsOf(run);
	const folder = dockerFolder(run.env, run.env['HOME'] ?? homedir());
	const contexts = named.length > 1 ? named : [DEFAULT_CONTEXT, ...(await contextNames(folder))];
	const host = run.line.value('host') ?? undefined;
	const byAddress = named.length === 0 && (host !== undefined || Boolean(run.env['DOCKER_HOST']));
	const shownNow = open ?? (byAddress ? null : ((await currentContext(folder)) ?? DEFAULT_CONTEXT));
	return Promise.all(
		[...(byAddress ? [null] : []), ...contexts].map(async name => ({
			name,
			shown: name === null ? trusted(host === undefined ? 'DOCKER_HOST' : '--host') : sanitise(name),
			address: await addressOf(name === null ? {host, env: run.env} : {context: name, env: run.env}),
			open: name === shownNow,
		})),
	);
}

async function addressOf(wanted: Parameters<typeof findEngine>[0]): Promise<SafeText> {
	try {
		const found = await findEngine(wanted);
		return found.found ? showAddress(found.address) : trusted('no engine answers there');
	} catch (error) {
		if (error instanceof EngineError) return trusted(error.message);
		throw error;
	}
}

/** The engine named on the command line, else the one that is found. */
export const findChosen = (run: Run): Promise<FoundEngine> =>
	findEngine({host: run.line.value('host') ?? undefined, context: contextOf(run), env: run.env});

/** The same. @throws EngineError when there is none */
export async function chosenEngine(run: Run): Promise<EngineAddress> {
	const found = await findChosen(run);
	if (!found.found) throw noEngine(found);
	return found.address;
}

/** Whether the command line names a recording: a snapshot or the demo fleet. */
export const isReplay = ({line}: Run): boolean => line.flag('demo') || line.value('from') !== null;

/** Why there is no engine, with what else was tried, one address per line. */
export function noEngine({error, tried}: Extract<FoundEngine, {found: false}>): EngineError {
	const others = tried.filter(({why}) => why !== error.message);
	const places = others.map(({address, why}) => `\n  ${address}: ${why}`).join('');
	return new EngineError(error.kind, trusted(`${error.message}${places}`), error.status, {cause: error});
}
