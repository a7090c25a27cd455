import {connect} from 'node:net';
import {join} from 'node:path';
import {homeOf} from '../../lib/account.js';
import {boundedText} from '../../lib/bounded-text.js';
import {hasCode} from '../../lib/has-code.js';
import {fileTrouble} from '../../text/file-trouble.js';
import {type SafeText, sanitise, trusted} from '../../text/safe-text.js';
import {type EngineError, type EngineErrorKind, engineError} from '../engine-error.js';
import {type EngineAddress, parseAddress, showAddress, type TlsMaterial} from './address.js';
import {connectionError} from './connection-error.js';
import {contextAddress, currentContext, DEFAULT_CONTEXT} from './docker-context.js';

/** One address that was tried, and why it was not used; shown when no engine is found. */
export type Attempt = {
	/** Where the address comes from: `--host`, `context prod`, `the usual place`. */
	readonly source: SafeText;
	readonly address: SafeText;
	readonly why: SafeText;
	readonly socketPath: string;
	readonly kind: EngineErrorKind;
};

export type FoundEngine =
	| {readonly found: true; readonly address: EngineAddress; readonly source: SafeText; readonly tried: readonly Attempt[]}
	/** Nothing answers; `error` is the most informative failure (permission before absence). */
	| {readonly found: false; readonly error: EngineError; readonly tried: readonly Attempt[]};

export type FindOptions = {
	readonly host?: string | undefined;
	readonly context?: string | undefined;
	readonly env?: NodeJS.ProcessEnv;
	readonly home?: string;
	/** The default sockets, in order; for tests. */
	readonly sockets?: readonly string[];
};

/**
 * Finds the engine, in this order: `--host`, `--context`, `DOCKER_HOST`, `DOCKER_CONTEXT`, the current Docker context, then the
 * default sockets. An address that is named is used without a fallback; of the default
 * sockets, the first that accepts a connection.
 *
 * @throws EngineError `bad-address` for an invalid name
 */
export async function findEngine(options: FindOptions = {}): Promise<FoundEngine> {
	const env = options.env ?? process.env;
	const home = options.home ?? homeOf(env) ?? '/';
	const folder = dockerFolder(env, home);
	const named = await namedEngine(options, env, folder);
	if (named !== null) return {found: true, ...named, tried: []};
	return firstThatListens(options.sockets ?? usualSockets(env));
}

/** Where the docker command keeps its configuration and contexts. */
export const dockerFolder = (env: NodeJS.ProcessEnv, home: string): string => env['DOCKER_CONFIG'] || join(home, '.docker');

type Named = {address: EngineAddress; source: SafeText};

async function namedEngine(options: FindOptions, env: NodeJS.ProcessEnv, folder: string): Promise<Named | null> {
	if (options.host !== undefined) return written(options.host, trusted('--host'), env, folder);
	if (options.context !== undefined && options.context !== DEFAULT_CONTEXT) return inStore(folder, options.context);
	const dockerHost = env['DOCKER_HOST'];
	if (dockerHost) return written(dockerHost, trusted('DOCKER_HOST'), env, folder);
	if (options.context === DEFAULT_CONTEXT) return null;
	const name = env['DOCKER_CONTEXT'] || (await currentContext(folder));
	return name === null || name === DEFAULT_CONTEXT ? null : inStore(folder, name);
}

async function inStore(folder: string, name: string): Promise<Named> {
	return {address: await contextAddress(folder, name), source: sanitise(`context ${name}`)};
}

async function written(text: string, from: SafeText, env: NodeJS.ProcessEnv, folder: string): Promise<Named> {
	const withoutTls = parseAddress(text, from, null);
	if (withoutTls.kind !== 'tcp' || (!env['DOCKER_TLS_VERIFY'] && !env['DOCKER_TLS'])) return {address: withoutTls, source: from};
	return {address: parseAddress(text, from, tlsOfEnvironment(env, folder)), source: from};
}

const MAX_CERTIFICATE_BYTES = 1024 * 1024;

/** As the docker command reads them: any value of DOCKER_TLS_VERIFY enables TLS, and the files are in DOCKER_CERT_PATH or its own folder. */
function tlsOfEnvironment(env: NodeJS.ProcessEnv, folder: string): TlsMaterial {
	const where = env['DOCKER_CERT_PATH'] || folder;
	const read = (file: string): string | null => {
		try {
			return boundedText(join(where, file), MAX_CERTIFICATE_BYTES);
		} catch (error) {
			if (hasCode(error, 'ENOENT')) return null;
			throw engineError('tls', `cannot read ${join(where, file)}: ${fileTrouble(error)}`, null, error);
		}
	};
	return {ca: read('ca.pem'), cert: read('cert.pem'), key: read('key.pem'), skipVerify: !env['DOCKER_TLS_VERIFY']};
}

function usualSockets(env: NodeJS.ProcessEnv): string[] {
	const runtime = env['XDG_RUNTIME_DIR'];
	return [
		'/var/run/docker.sock',
		...(runtime ? [join(runtime, 'docker.sock'), join(runtime, 'podman/podman.sock')] : []),
		'/run/podman/podman.sock',
	];
}

/** The first of these sockets that accepts a connection. */
export async function firstThatListens(sockets: readonly string[]): Promise<FoundEngine> {
	const tried: Attempt[] = [];
	const errors: EngineError[] = [];
	for (const socketPath of sockets) {
		const address: EngineAddress = {kind: 'unix', socketPath};
		const error = await whyNot(address);
		if (error === null) return {found: true, address, source: trusted('the usual place'), tried};
		errors.push(error);
		tried.push({
			source: trusted('the usual place'),
			address: showAddress(address),
			why: sanitise(error.message),
			socketPath,
			kind: error.kind,
		});
	}
	const error = errors.find(one => one.kind === 'permission') ?? nothingThere(sockets);
	return {found: false, error, tried};
}

/** `null` when something accepts connections on the socket. */
async function whyNot(address: EngineAddress & {kind: 'unix'}): Promise<EngineError | null> {
	const failure = await new Promise<NodeJS.ErrnoException | null>(resolve => {
		const socket = connect(address.socketPath);
		socket.setTimeout(5000, () => socket.destroy(Object.assign(new Error('no answer within 5 s'), {code: 'ETIMEDOUT'})));
		socket.once('connect', () => {
			socket.destroy();
			resolve(null);
		});
		socket.once('error', resolve);
	});
	return failure === null ? null : connectionError(address, failure);
}

function nothingThere(sockets: readonly string[]): EngineError {
	return engineError(
		'unreachable',
		`cannot find a container engine: no socket answers (${sockets.join(', ')}). Start Docker or Podman, or name one with --host, --context or DOCKER_HOST`,
	);
}
