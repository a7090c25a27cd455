import {execFileSync} from 'node:child_process';
import {chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import postject from 'postject';

/** @source nodejs.org, Single executable applications: the name of the blob, and the fuse that shows that there is one */
const resource = 'NODE_SEA_BLOB';
const fuse = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

/**
 * What a Node is: its platform, processor and the versions of what is in it, with its licence.
 *
 * @param {string} file  an official build: those of distributions load shared libraries that other machines lack
 * @throws Error where it is too old, was built for another machine, or comes without its licence
 */
export function inspectNode(file) {
	const about = JSON.parse(execFileSync(file, ['-p', 'JSON.stringify(process)'], {encoding: 'utf8', maxBuffer: 1 << 26}));
	const {platform, arch, versions, config} = about;
	if (Number.parseInt(versions.node, 10) < 24)
		throw new Error(`the executable needs Node 24 or newer, ${file} is ${versions.node}: npm run release -- --node FILE`);
	if (config.variables.node_shared === true || String(config.variables.node_shared_openssl) === 'true')
		throw new Error(`${file} loads shared libraries of this machine: take an official build`);
	const licence = readFileSync(join(file, '../../LICENSE'), 'utf8');
	return {file, platform, arch, versions, licence};
}

/**
 * Writes an executable that starts the script with no Node installed. The code cache in it is of the same Node, so each system builds
 * its own.
 *
 * @param {{node: ReturnType<typeof inspectNode>, script: string, file: string}} parts
 */
export async function writeExecutable({node, script, file}) {
	const work = mkdtempSync(join(tmpdir(), 'dockscope-executable-'));
	try {
		const [main, output, settings] = ['main.cjs', 'blob', 'sea.json'].map(name => join(work, name));
		writeFileSync(main, script);
		// `execArgvExtension`: NODE_OPTIONS is meant for other programs, and could end this one.
		const config = {main, output, disableExperimentalSEAWarning: true, useCodeCache: true, execArgvExtension: 'none'};
		writeFileSync(settings, JSON.stringify(config));
		execFileSync(node.file, ['--experimental-sea-config', settings], {stdio: ['ignore', 'ignore', 'inherit']});
		copyFileSync(node.file, file);
		chmodSync(file, 0o755);
		await postject.inject(file, resource, readFileSync(output), {sentinelFuse: fuse});
	} finally {
		rmSync(work, {recursive: true});
	}
}
