import {execFile} from 'node:child_process';
import {access, mkdir} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {searchPath} from '../support/engine-binaries.js';

const run = promisify(execFile);

/** An official build of Node 24 for this machine, from npm, fetched once. Its path. */
export async function officialNode(): Promise<string> {
	const name = `node-linux-${process.arch}`;
	const cache = join(tmpdir(), `dockscope-test-node-${process.getuid?.() ?? 0}`);
	const file = join(cache, 'node_modules', name, 'bin/node');
	const isThere = await access(file).then(
		() => true,
		() => false,
	);
	if (isThere) return file;
	await mkdir(cache, {recursive: true, mode: 0o700});
	// The registry may be behind a proxy with a certificate of its own.
	const env = {PATH: searchPath(), HOME: cache, NODE_EXTRA_CA_CERTS: process.env['NODE_EXTRA_CA_CERTS']};
	await run('npm', ['install', '--prefix', cache, '--no-save', '--ignore-scripts', `${name}@24`], {env, timeout: 300_000});
	return file;
}
