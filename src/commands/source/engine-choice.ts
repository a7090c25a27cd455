import {homedir} from 'node:os';
import {showAddress} from '../../engine/address.js';
import {contextNames, currentContext, DEFAULT_CONTEXT} from '../../engine/docker-context.js';
import {EngineError} from '../../engine/engine-error.js';
import {dockerFolder, type FoundEngine, findEngine} from '../../engine/find-engine.js';
import type {EngineChoice} from '../../pages/page-state.js';
import {own, type SafeText} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';
import {UsageError} from '../../terminal/usage-error.js';
import type {Run} from '../run.js';

/** The Docker contexts that the command line names, each once. */
export const contextsOf = ({line}: Run): readonly string[] => [...new Set(line.list('context'))];

/** The one that a command on a single engine takes. @throws UsageError for several */
export function contextOf(run: Run): string | undefined {
	const contexts = contextsOf(run);
	if (contexts.length > 1)
		throw new UsageError(
			`${run.line.command === 'tui' ? 'this' : run.line.command} takes one engine: use one --context. The inspector and audit take several.`,
		);
	return contexts[0];
}

/** The same run as if the command line named that context alone. */
export const withContext = (run: Run, context: string): Run => ({
	...run,
	line: {...run.line, list: name => (name === 'context' ? [context] : run.line.list(name))},
});

/**
 * The engines between which a person may switch: the contexts that the command line names, else the engine that it or the environment
 * names, and those of the Docker configuration.
 *
 * @param open  the context that is shown now; absent: what is found without one
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
			shown: name === null ? own(host === undefined ? 'DOCKER_HOST' : '--host') : sanitise(name),
			address: await addressOf(name === null ? {host, env: run.env} : {context: name, env: run.env}),
			open: name === shownNow,
		})),
	);
}

async function addressOf(wanted: Parameters<typeof findEngine>[0]): Promise<SafeText> {
	try {
		const found = await findEngine(wanted);
		return found.found ? showAddress(found.address) : own('no engine answers there');
	} catch (error) {
		if (error instanceof EngineError) return own(error.message);
		throw error;
	}
}

/** Why there is no engine, with what was looked at, one place a line. */
export function noEngine({error, tried}: Extract<FoundEngine, {found: false}>): EngineError {
	const places = tried.map(({address, why}) => `\n  ${address}: ${why}`).join('');
	return new EngineError(error.kind, own(`${error.message}${places}`), error.status, {cause: error});
}
