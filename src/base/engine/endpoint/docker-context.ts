import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {isRecord} from '../../answers/value.js';
import {boundedText} from '../../lib/bounded-text.js';
import {hasCode} from '../../lib/has-code.js';
import {fileTrouble} from '../../text/file-trouble.js';
import {sanitise} from '../../text/safe-text.js';
import {type EngineError, engineError} from '../engine-error.js';
import {type EngineAddress, parseAddress, type TlsMaterial} from './address.js';

/** Bytes of a configuration file or certificate. */
const MAX_BYTES = 1024 * 1024;

/** Docker's name for what is not in the context store: DOCKER_HOST, or the default sockets. */
export const DEFAULT_CONTEXT = 'default';

/**
 * The context selected with `docker context use`, or `null` when the configuration has none.
 *
 * @param folder  `$DOCKER_CONFIG`, or `~/.docker`
 */
export async function currentContext(folder: string): Promise<string | null> {
	const file = join(folder, 'config.json');
	const config = await readJson(file);
	if (config === null) return null;
	const name = config['currentContext'];
	return typeof name === 'string' && name !== '' ? name : null;
}

/**
 * Address and certificates of a Docker context.
 *
 * @source docker/cli cli/context/store: `contexts/meta/<sha256 of the name>/meta.json`, `contexts/tls/<…>/docker/*.pem`
 * @throws EngineError `bad-address` when there is no such context, listing those that exist
 */
export async function contextAddress(folder: string, name: string): Promise<EngineAddress> {
	// Loaded only for a named context, so that the default engine does not wait for it.
	const {createHash} = process.getBuiltinModule('node:crypto');
	const id = createHash('sha256').update(name).digest('hex');
	const meta = await readJson(join(folder, 'contexts/meta', id, 'meta.json'));
	if (meta === null) throw await noSuchContext(folder, name);
	const endpoint = field(field(meta, 'Endpoints'), 'docker');
	const host = endpoint?.['Host'];
	if (typeof host !== 'string' || host === '') {
		throw engineError('bad-address', `context ${name}: it has no Docker endpoint. Try: docker context inspect ${name}`);
	}
	const tls = await contextTls(join(folder, 'contexts/tls', id, 'docker'), endpoint?.['SkipTLSVerify'] === true);
	return parseAddress(host, sanitise(`context ${name}`), tls);
}

async function contextTls(folder: string, skipVerify: boolean): Promise<TlsMaterial | null> {
	const [ca, cert, key] = await Promise.all(['ca.pem', 'cert.pem', 'key.pem'].map(file => readText(join(folder, file))));
	if (!ca && !cert && !key && !skipVerify) return null;
	return {ca: ca ?? null, cert: cert ?? null, key: key ?? null, skipVerify};
}

/** Names of all contexts in the store, sorted; unreadable ones are skipped. */
export async function contextNames(folder: string): Promise<string[]> {
	const ids = await readdir(join(folder, 'contexts/meta')).catch(absent);
	const names = await Promise.all(
		(ids ?? []).map(async id => (await readJson(join(folder, 'contexts/meta', id, 'meta.json')))?.['Name']),
	);
	return names.filter(name => typeof name === 'string').sort();
}

async function noSuchContext(folder: string, name: string): Promise<EngineError> {
	const names = [DEFAULT_CONTEXT, ...(await contextNames(folder))].slice(0, 20);
	return engineError('bad-address', `there is no Docker context "${name}" in ${folder}. There are: ${names.join(', ')}`);
}

/** The object in a JSON file; `null` when the file does not exist. */
async function readJson(file: string): Promise<Record<string, unknown> | null> {
	const text = await readText(file);
	if (text === null) return null;
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (error) {
		throw engineError('bad-address', `${file} is not valid JSON: ${String(error)}. Fix it, or name the engine with --host`);
	}
	if (!isRecord(value))
		throw engineError('bad-address', `${file} contains no JSON object. Fix it, or name the engine with --host`);
	return value;
}

async function readText(file: string): Promise<string | null> {
	try {
		return boundedText(file, MAX_BYTES);
	} catch (error) {
		if (hasCode(error, 'ENOENT', 'ENOTDIR')) return null;
		throw engineError('bad-address', `cannot read ${file}: ${fileTrouble(error)}`, null, error);
	}
}

function absent(error: NodeJS.ErrnoException): null {
	if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
	throw engineError('bad-address', `cannot read the Docker contexts: ${fileTrouble(error)}`, null, error);
}

function field(value: Record<string, unknown> | null, name: string): Record<string, unknown> | null {
	const inner = value?.[name];
	return isRecord(inner) ? inner : null;
}
